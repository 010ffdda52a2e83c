import {AppError} from '../../errors.ts';

/** Whether a picture was given by somebody or painted by the bot. */
export type Stage = 'input' | 'output';

/** Decides which pictures may pass through the bot. */
export interface Moderator {
  /**
   * @returns whether to hide the picture until it is clicked
   * @throws AppError `MODERATED` when it may not pass, `MODERATION_FAILED` when there was no verdict
   */
  review(image: Uint8Array, stage: Stage): Promise<{spoiler: boolean}>;
}

/** Asks one after the other: a picture passes if all let it pass, and is hidden if one hides it. */
export function allOf(moderators: readonly Moderator[]): Moderator {
  return {
    async review(image, stage) {
      let spoiler = false;
      for (const moderator of moderators) spoiler = (await moderator.review(image, stage)).spoiler || spoiler;
      return {spoiler};
    },
  };
}

/** The error for a picture that may not pass. */
export function blocked(stage: Stage): AppError {
  const reason = stage === 'input' ? 'inputBlocked' : 'outputBlocked';
  return new AppError('MODERATED', `moderation blocked the ${stage}`, {detail: {reason}});
}
