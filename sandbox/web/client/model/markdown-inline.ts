/** Markdown inside a line: emphasis, code, links, mentions, timestamps. Links lead only to http and https. */

export type Inline =
  | {kind: 'text'; text: string}
  | {kind: 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler'; children: Inline[]}
  | {kind: 'code'; text: string}
  | {kind: 'link'; url: string; children: Inline[]}
  | {kind: 'user' | 'channel' | 'role'; id: string}
  /** A link to a channel or to a message in it, which Discord shows by name. */
  | {kind: 'spot'; channel: string; message: string | undefined}
  | {kind: 'command'; name: string}
  | {kind: 'emoji'; name: string}
  | {kind: 'time'; seconds: number; style: string};

interface Rule {
  /** Sticky, so that it matches only at the current position. */
  pattern: RegExp;
  read(match: RegExpExecArray, inner: (text: string) => Inline[]): Inline;
}

type Group = 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler';

/** Deeper nesting stays plain text. */
const maxDepth = 8;

function around(kind: Group, pattern: RegExp): Rule {
  return {pattern, read: ([, text = ''], inner) => ({kind, children: inner(text)})};
}

function mention(kind: 'user' | 'channel' | 'role', pattern: RegExp): Rule {
  return {pattern, read: ([, id = '']) => ({kind, id})};
}

/** In order of precedence. */
const rules: readonly Rule[] = [
  {pattern: /\\([^\w\s])/y, read: ([, text = '']) => ({kind: 'text', text})},
  {pattern: /(`+)([\s\S]*?[^`])\1(?!`)/y, read: ([, , text = '']) => ({kind: 'code', text})},
  around('spoiler', /\|\|([\s\S]+?)\|\|/y),
  around('strong', /\*\*([\s\S]+?)\*\*(?!\*)/y),
  around('underline', /__([\s\S]+?)__(?!_)/y),
  around('emphasis', /\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)/y),
  around('emphasis', /_([^_]+?)_(?!\w)/y),
  around('strike', /~~([\s\S]+?)~~/y),
  {
    pattern: /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    read: ([, text = '', url = ''], inner) => ({kind: 'link', url, children: inner(text)}),
  },
  {pattern: /<(https?:\/\/[^\s>]+)>/y, read: ([, url = '']) => bareLink(url)},
  {
    pattern: /<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y,
    read: ([, seconds, style = 'f']) => ({kind: 'time', seconds: Number(seconds), style}),
  },
  mention('user', /<@!?(\d{1,20})>/y),
  mention('channel', /<#(\d{1,20})>/y),
  mention('role', /<@&(\d{1,20})>/y),
  {pattern: /<\/([-_\p{L}\p{N} ]{1,100}):\d{1,20}>/uy, read: ([, name = '']) => ({kind: 'command', name})},
  {pattern: /<a?:(\w{2,32}):\d{1,20}>/y, read: ([, name = '']) => ({kind: 'emoji', name})},
  {pattern: /https?:\/\/[^\s<]*[^\s<.,:;"'\])]/y, read: ([url]) => bareLink(url)},
];

function bareLink(url: string): Inline {
  const spot = spotOf(url);
  if (spot) return {kind: 'spot', ...spot};
  return {kind: 'link', url, children: [{kind: 'text', text: url}]};
}

/** Where a link into Discord leads; undefined for any other address. */
export function spotOf(url: string): {channel: string; message: string | undefined} | undefined {
  const [, channel, message] =
    /^https:\/\/(?:(?:ptb|canary)\.)?discord\.com\/channels\/(?:@me|\d{1,20})\/(\d{1,20})(?:\/(\d{1,20}))?\/?$/.exec(
      url,
    ) ?? [];
  return channel === undefined ? undefined : {channel, message};
}

export function parseInline(source: string, depth = 0): Inline[] {
  const nodes: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain) nodes.push({kind: 'text', text: plain});
    plain = '';
  };
  for (let at = 0; at < source.length; ) {
    const found = depth < maxDepth ? matchAt(source, at) : undefined;
    if (!found) {
      plain += source[at];
      at += 1;
      continue;
    }
    const node = found.rule.read(found.match, (text) => parseInline(text, depth + 1));
    if (node.kind === 'text') plain += node.text;
    else {
      flush();
      nodes.push(node);
    }
    at += found.match[0].length;
  }
  flush();
  return nodes;
}

/** Characters that can begin a rule; `_` and `h` only at the start of a word. */
const openers = /[\\`|*_~[<h]/;

function matchAt(source: string, at: number): {rule: Rule; match: RegExpExecArray} | undefined {
  const character = source[at] ?? '';
  if (!openers.test(character)) return undefined;
  if (/[_h]/.test(character) && /\w/.test(source[at - 1] ?? '')) return undefined;
  for (const rule of rules) {
    rule.pattern.lastIndex = at;
    const match = rule.pattern.exec(source);
    if (match) return {rule, match};
  }
  return undefined;
}

/** The bare text, for previews and announcements. */
export function plainText(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if ('text' in node) return node.text;
      if ('children' in node) return node.kind === 'spoiler' ? '(spoiler)' : plainText(node.children);
      return node.kind === 'command' ? `/${node.name}` : '';
    })
    .join('');
}
