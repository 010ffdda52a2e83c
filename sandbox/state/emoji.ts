export interface Emoji {
  /** Null for Unicode emoji. */
  readonly id: string | null;
  readonly name: string;
}

/** Reads `➕` or `name:id`; undefined if the text is neither a Unicode nor a custom emoji. */
export function parseEmoji(text: string): Emoji | undefined {
  const custom = /^(?:a:)?(\w{2,32}):(\d+)$/.exec(text);
  if (custom?.[1] && custom[2]) return {id: custom[2], name: custom[1]};
  return /^\p{Emoji}/u.test(text) && !/[a-z]/i.test(text) ? {id: null, name: text} : undefined;
}

/** The same key for an emoji with and without the variation selector that asks for its coloured form. */
export function emojiKey(emoji: Emoji): string {
  return emoji.id ?? emoji.name.replaceAll('\u{fe0f}', '');
}
