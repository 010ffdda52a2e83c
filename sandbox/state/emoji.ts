export interface Emoji {
  /** Null for Unicode emoji. */
  readonly id: string | null;
  readonly name: string;
}

/** Reads `➕` or `name:id`; undefined when it is neither an emoji nor a custom one's name. */
export function parseEmoji(text: string): Emoji | undefined {
  const custom = /^(?:a:)?(\w{2,32}):(\d+)$/.exec(text);
  if (custom?.[1] && custom[2]) return {id: custom[2], name: custom[1]};
  return /^\p{Emoji}/u.test(text) && !/[a-z]/i.test(text) ? {id: null, name: text} : undefined;
}

/** Equal for the same emoji, written with or without the selector that asks for its coloured form. */
export function emojiKey(emoji: Emoji): string {
  return emoji.id ?? emoji.name.replaceAll('\u{fe0f}', '');
}
