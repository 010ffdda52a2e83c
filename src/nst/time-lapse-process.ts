/** A short-lived process that makes one time-lapse for the process that forked it, away from the bot's memory and loop. */
import {makeTimeLapse, type TimeLapseAnswer, type TimeLapseRequest} from './time-lapse.ts';

process.once('message', async (request: TimeLapseRequest) => {
  let answer: TimeLapseAnswer;
  try {
    answer = {type: 'made', image: await makeTimeLapse(request)};
  } catch (error) {
    answer = {type: 'failed', message: error instanceof Error ? error.message : String(error)};
  }
  process.send?.(answer, () => process.disconnect());
});
// The parent decides when to stop; Ctrl-C in a terminal and a service manager's SIGTERM reach the whole group.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(0));
