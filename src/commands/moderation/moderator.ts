/** Which side of a job a picture is on: given by somebody, or painted from that. */
export type Stage = 'input' | 'output';

/** Has the last word on which pictures may pass through the bot. */
export interface Moderator {
  /**
   * @returns whether the picture is to be hidden until it is clicked
   * @throws AppError `MODERATED` when it may not pass, `MODERATION_FAILED` when nobody could tell
   */
  review(image: Uint8Array, stage: Stage): Promise<{spoiler: boolean}>;
}

/** Lets everything pass. */
export const noModeration: Moderator = {
  review: async () => ({spoiler: false}),
};
