/** What a slow reader gets when one event replaces another that was not read yet. */
import type {JobEvent} from './job.ts';

/**
 * The newer event, with the frame of the unread one when it has none of its own: a frame comes rarely, so the
 * newest must not be lost to the numbers that follow it.
 */
export function keepUnreadFrame<Event extends JobEvent>(unread: Event, next: Event): Event {
  if (unread.type !== 'progress' || next.type !== 'progress') return next;
  if (next.frame || !unread.frame) return next;
  return {...next, frame: unread.frame};
}
