import {type RetryAction, retryActions} from '../jobs/retry.ts';

/** What people can ask of a job after it was accepted. */
export const actions = [...retryActions, 'delete', 'cancel'] as const;
export type Action = (typeof actions)[number];

/** What a finished picture offers, in this order: as buttons, and as reactions where Discord lets the bot react. */
export const pictureActions = [...retryActions, 'delete'] as const;
export type PictureAction = (typeof pictureActions)[number];

export const emojis: Readonly<Record<PictureAction, string>> = {
  again: '🔁',
  more: '➕',
  less: '➖',
  delete: '🗑️',
};

export function actionOfEmoji(name: string): PictureAction | undefined {
  return pictureActions.find((action) => withoutVariation(emojis[action]) === withoutVariation(name));
}

export function isRetry(action: Action): action is RetryAction {
  return retryActions.some((retry) => retry === action);
}

/** Clients differ in whether they send the variation selector of 🗑️. */
function withoutVariation(emoji: string): string {
  return emoji.replaceAll('\uFE0F', '');
}
