/** What a finished picture offers, in the order of its buttons. */
export const pictureActions = [
  'again',
  'more',
  'less',
  'style',
  'larger',
  'timelapse',
  'tweak',
  'keep',
  'delete',
] as const;
export type PictureAction = (typeof pictureActions)[number];

/** What people can do with a job after it was accepted. */
export const actions = [...pictureActions, 'cancel'] as const;
export type Action = (typeof actions)[number];

/** Reactions the bot adds itself if it may: only a few, to leave room. The others work when people add them. */
export const invitedActions = ['again', 'more', 'less', 'style', 'delete'] as const satisfies PictureAction[];

export const emojis: Readonly<Record<PictureAction, string>> = {
  again: '🔁',
  more: '➕',
  less: '➖',
  style: '🎨',
  larger: '🔍',
  timelapse: '🎞️',
  tweak: '⚙️',
  keep: '⭐',
  delete: '🗑️',
};

export function actionOfEmoji(name: string): PictureAction | undefined {
  return pictureActions.find((action) => withoutVariation(emojis[action]) === withoutVariation(name));
}

/** Some clients send the variation selector of emojis such as 🗑️, others do not. */
function withoutVariation(emoji: string): string {
  return emoji.replaceAll('\uFE0F', '');
}
