import type {Log} from '../../system/log.ts';
import type {Classifier} from './classifier.ts';
import {blocked, type Moderator} from './moderator.ts';

/**
 * A picture counts as explicit when the classes Porn and Hentai have this share together. Sexy does not count: swimwear
 * and bare chests. None of the photos and paintings in this repository
 * reaches 0.1.
 */
export const explicitShare = 0.6;

/** Refuses or hides what the classifier takes for explicit. */
export function createClassifyingModerator(
  {classify}: Pick<Classifier, 'classify'>,
  {policy, log}: {policy: 'refuse' | 'spoiler'; log: Log},
): Moderator {
  return {
    async review(image, stage) {
      const scores = await classify(image);
      const isExplicit = scores.Porn + scores.Hentai >= explicitShare;
      if (isExplicit) log.info({stage, policy, scores}, 'the classifier takes a picture for explicit');
      if (isExplicit && policy === 'refuse') throw blocked(stage);
      return {spoiler: isExplicit};
    },
  };
}
