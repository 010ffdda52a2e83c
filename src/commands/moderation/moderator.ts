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

/** Lets everything pass. */
export const noModeration: Moderator = {
  review: async () => ({spoiler: false}),
};
