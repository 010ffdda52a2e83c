/** What a finished picture offers, in the order of its buttons, five in a row. */
export const pictureActions = [
  'again',
  'more',
  'less',
  'style',
  'larger',
  'timelapse',
  'tweak',
  'info',
  'keep',
  'delete',
] as const;
export type PictureAction = (typeof pictureActions)[number];

/**
 * What people can do with a job after it was accepted. A report is a button and no reaction, because everybody would see
 * who reports. `bell`: its owner wants to be told when it ends; `hush`: no longer.
 */
export const actions = [...pictureActions, 'report', 'cancel', 'bell', 'hush'] as const;
export type Action = (typeof actions)[number];

/** What people can do while a job waits or is painted. */
export function underWayActions({wantsBell}: {wantsBell?: boolean}): Action[] {
  return ['cancel', wantsBell ? 'hush' : 'bell'];
}

/** What people can do with a job that left no picture. */
export const endedActions = ['again', 'delete'] as const satisfies PictureAction[];

/**
 * Reactions the bot adds itself if it may: only a few, to leave room, and without a picture only the one that makes
 * sense. The others work when people add them.
 */
export const invitedActions = {
  picture: ['again', 'more', 'less'],
  words: ['again'],
} as const satisfies Record<string, PictureAction[]>;

export const emojis: Readonly<Record<PictureAction | 'report' | 'bell' | 'hush', string>> = {
  again: '🔁',
  more: '➕',
  less: '➖',
  style: '🎨',
  larger: '🔍',
  timelapse: '🎞️',
  tweak: '⚙️',
  info: 'ℹ️',
  keep: '⭐',
  delete: '🗑️',
  report: '🚩',
  bell: '🔔',
  hush: '🔕',
};

export function actionOfEmoji(name: string): PictureAction | undefined {
  return pictureActions.find((action) => withoutVariation(emojis[action]) === withoutVariation(name));
}

/** Some clients send the variation selector of emojis such as 🗑️, others do not. */
function withoutVariation(emoji: string): string {
  return emoji.replaceAll('\uFE0F', '');
}
