/** The slots of a queue, which can be withheld for a while: what is being painted ends, and nothing else begins. */
import type {JobQueue} from '../job.ts';

export interface HeldSlots {
  /** How many pictures may be painted at once, whenever they are not withheld. */
  set(count: number): void;
  hold(isHeld: boolean): void;
}

/** @param count slots at first */
export function createHeldSlots(queue: Pick<JobQueue, 'setSlots'>, count = 1): HeldSlots {
  let slots = count;
  let held = false;
  const apply = () => queue.setSlots(held ? 0 : slots);
  apply();
  return {
    set(next) {
      slots = next;
      apply();
    },
    hold(isHeld) {
      held = isHeld;
      apply();
    },
  };
}
