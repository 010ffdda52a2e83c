/** A process that classifies pictures for the bot, one at a time, until the bot ends it. */
import {endWithParent, ignoreSignals, tellParent} from '../../system/child/child-side.ts';
import {openNsfwModel} from './nsfw-model.ts';
import type {NsfwAnswer, NsfwQuestion} from './protocol.ts';

endWithParent();
ignoreSignals();
const opening = openNsfwModel();
// Each question hears of it.
opening.catch(() => undefined);
process.on('message', async ({image}: NsfwQuestion) => {
  try {
    const model = await opening;
    tellParent<NsfwAnswer>({type: 'scores', scores: await model.classify(image)});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tellParent<NsfwAnswer>({type: 'failed', message});
  }
});
