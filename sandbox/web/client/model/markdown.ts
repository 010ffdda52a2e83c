/**
 * Parses Discord's dialect of Markdown into a tree. Nothing here makes HTML: the page turns each node into an element,
 * so a message can never bring in markup or a script.
 */
import {type Inline, parseInline} from './markdown-inline.ts';

export type Block =
  | {kind: 'paragraph' | 'subtext'; children: Inline[]}
  | {kind: 'heading'; level: 1 | 2 | 3; children: Inline[]}
  | {kind: 'quote'; blocks: Block[]}
  | {kind: 'code'; language: string; text: string}
  | {kind: 'list'; ordered: boolean; start: number; items: Inline[][]};

const fence = /```(?:([\w+#-]+)\n)?\n?([\s\S]+?)\n?```/g;

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  let end = 0;
  for (const match of source.matchAll(fence)) {
    blocks.push(...parseLines(source.slice(end, match.index).replace(/\n$/, '')));
    blocks.push({kind: 'code', language: match[1] ?? '', text: match[2] ?? ''});
    end = match.index + match[0].length;
  }
  blocks.push(...parseLines(source.slice(end).replace(end > 0 ? /^\n/ : /(?!)/, '')));
  return blocks;
}

function parseLines(source: string): Block[] {
  if (source === '') return [];
  const lines = source.split('\n');
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    if (plain.length > 0) blocks.push({kind: 'paragraph', children: parseInline(plain.join('\n'))});
    plain = [];
  };
  for (let index = 0; index < lines.length; ) {
    const read = readBlock(lines, index);
    if (read) {
      flush();
      blocks.push(read.block);
      index = read.next;
    } else {
      plain.push(lines[index] ?? '');
      index += 1;
    }
  }
  flush();
  return blocks;
}

/** The block that begins at this line, and the index of the line after it. */
function readBlock(lines: readonly string[], index: number): {block: Block; next: number} | undefined {
  const line = lines[index] ?? '';
  if (line.startsWith('>>> ')) {
    const text = [line.slice(4), ...lines.slice(index + 1)].join('\n');
    return {block: {kind: 'quote', blocks: parseLines(text)}, next: lines.length};
  }
  if (line.startsWith('> ')) {
    const quoted = runOf(lines, index, (text) => text.startsWith('> '));
    const text = quoted.map((entry) => entry.slice(2)).join('\n');
    return {block: {kind: 'quote', blocks: parseLines(text)}, next: index + quoted.length};
  }
  const heading = /^(#{1,3}) +(\S.*)$/.exec(line);
  if (heading) {
    const level = (heading[1] ?? '#').length as 1 | 2 | 3;
    return {block: {kind: 'heading', level, children: parseInline(heading[2] ?? '')}, next: index + 1};
  }
  const subtext = /^-# +(\S.*)$/.exec(line);
  if (subtext) return {block: {kind: 'subtext', children: parseInline(subtext[1] ?? '')}, next: index + 1};
  const bullet = /^\s*(?:[-*]|(\d{1,9})\.) +\S/.exec(line);
  if (!bullet) return undefined;
  const ordered = bullet[1] !== undefined;
  const pattern = ordered ? /^\s*\d{1,9}\. +(\S.*)$/ : /^\s*[-*] +(\S.*)$/;
  const items = runOf(lines, index, (text) => pattern.test(text));
  const children = items.map((text) => parseInline(pattern.exec(text)?.[1] ?? ''));
  const block: Block = {kind: 'list', ordered, start: Number(bullet[1] ?? 1), items: children};
  return {block, next: index + items.length};
}

function runOf(lines: readonly string[], from: number, fits: (line: string) => boolean): string[] {
  const end = lines.findIndex((line, index) => index >= from && !fits(line));
  return lines.slice(from, end < 0 ? lines.length : end);
}
