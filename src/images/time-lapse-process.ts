/** A short-lived process that makes one time-lapse for its parent, outside the bot's memory and event loop. */
import {endWithParent, ignoreSignals, tellParentAndEnd} from '../system/child/child-side.ts';
import {makeTimeLapse, type TimeLapseAnswer, type TimeLapseRequest} from './time-lapse.ts';

endWithParent();
ignoreSignals();
process.once('message', async (request: TimeLapseRequest) => {
  try {
    tellParentAndEnd<TimeLapseAnswer>({type: 'made', image: await makeTimeLapse(request)});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tellParentAndEnd<TimeLapseAnswer>({type: 'failed', message});
  }
});
