import {describe, expect, test} from 'vitest';
import {type Block, parseMarkdown} from '../../../sandbox/web/client/model/markdown.ts';
import {type Inline, parseInline, plainText} from '../../../sandbox/web/client/model/markdown-inline.ts';

const text = (value: string): Inline => ({kind: 'text', text: value});

describe('inside a line', () => {
  test.each<[string, Inline[]]>([
    ['plain', [text('plain')]],
    [
      '**bold** and *slanted*',
      [strong('bold'), text(' and '), {kind: 'emphasis', children: [text('slanted')]}],
    ],
    [
      '_slanted_ but snake_case_name',
      [{kind: 'emphasis', children: [text('slanted')]}, text(' but snake_case_name')],
    ],
    ['__under__ ~~gone~~', [group('underline', 'under'), text(' '), group('strike', 'gone')]],
    ['||hidden **twice**||', [{kind: 'spoiler', children: [text('hidden '), strong('twice')]}]],
    ['`**not bold**`', [{kind: 'code', text: '**not bold**'}]],
    ['\\*not slanted\\*', [text('*not slanted*')]],
    ['2 * 3 * 4 = 24', [text('2 * 3 * 4 = 24')]],
    [
      '<@42> in <#43> as <@&44>',
      [user('42'), text(' in '), {kind: 'channel', id: '43'}, text(' as '), {kind: 'role', id: '44'}],
    ],
    ['</queue clear:45>', [{kind: 'command', name: 'queue clear'}]],
    ['<:wave:46>', [{kind: 'emoji', name: 'wave'}]],
    ['<t:1700000000:R>', [{kind: 'time', seconds: 1_700_000_000, style: 'R'}]],
    ['<t:1700000000>', [{kind: 'time', seconds: 1_700_000_000, style: 'f'}]],
    [
      '[here](https://a.example/b?c=d)',
      [{kind: 'link', url: 'https://a.example/b?c=d', children: [text('here')]}],
    ],
    ['see https://a.example/b.', [text('see '), link('https://a.example/b'), text('.')]],
    ['<https://a.example>', [link('https://a.example')]],
    [
      'see https://discord.com/channels/1/2/3.',
      [text('see '), {kind: 'spot', channel: '2', message: '3'}, text('.')],
    ],
    ['https://discord.com/channels/@me/2', [{kind: 'spot', channel: '2', message: undefined}]],
    ['https://discord.com/channels/1', [link('https://discord.com/channels/1')]],
    ['https://discord.com.example/channels/1/2/3', [link('https://discord.com.example/channels/1/2/3')]],
  ])('%s', (source, expected) => {
    expect(parseInline(source)).toEqual(expected);
  });

  test.each([
    '[click](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x](data:text/html,<script>)',
    '<script>alert(1)</script>',
    '**unclosed',
    '<t:99999999999999999999:R>',
  ])('%s stays text', (source) => {
    expect(parseInline(source)).toEqual([text(source)]);
  });

  test('endless nesting and long runs of openers are parsed quickly', () => {
    const startedAt = performance.now();
    parseInline('**__~~||'.repeat(500));
    parseInline('*'.repeat(4000));
    parseInline(`${'['.repeat(2000)}](https://a.example)`);
    parseMarkdown('> '.repeat(2000));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  test('a preview does not reveal spoilers', () => {
    expect(plainText(parseInline('**ends** ||badly|| `now`'))).toBe('ends (spoiler) now');
  });
});

describe('lines', () => {
  test.each<[string, Block[]]>([
    ['one\ntwo', [paragraph('one\ntwo')]],
    ['## Title\nbelow', [{kind: 'heading', level: 2, children: [text('Title')]}, paragraph('below')]],
    ['#no heading', [paragraph('#no heading')]],
    ['-# small print', [{kind: 'subtext', children: [text('small print')]}]],
    ['- one\n* two', [{kind: 'list', ordered: false, start: 1, items: [[text('one')], [text('two')]]}]],
    [
      '3. three\n4. four',
      [{kind: 'list', ordered: true, start: 3, items: [[text('three')], [text('four')]]}],
    ],
    ['> quoted\n> more\nnot', [{kind: 'quote', blocks: [paragraph('quoted\nmore')]}, paragraph('not')]],
    ['>>> all\nof it', [{kind: 'quote', blocks: [paragraph('all\nof it')]}]],
    ['a\n```ts\nlet **b**;\n```\nc', [paragraph('a'), code('ts', 'let **b**;'), paragraph('c')]],
    ['```inline```', [code('', 'inline')]],
    ['``` never closed', [paragraph('``` never closed')]],
    ['', []],
  ])('%j', (source, expected) => {
    expect(parseMarkdown(source)).toEqual(expected);
  });
});

function group(kind: 'strong' | 'underline' | 'strike', inner: string): Inline {
  return {kind, children: [text(inner)]};
}

function strong(inner: string): Inline {
  return group('strong', inner);
}

function user(id: string): Inline {
  return {kind: 'user', id};
}

function link(url: string): Inline {
  return {kind: 'link', url, children: [text(url)]};
}

function paragraph(inner: string): Block {
  return {kind: 'paragraph', children: [text(inner)]};
}

function code(language: string, inner: string): Block {
  return {kind: 'code', language, text: inner};
}
