/** What a slow reader gets when an event replaces one that was not read yet. */
import type {JobEvent} from './job.ts';

/**
 * The newer event, with the unread one's frame if it has none itself. Frames are rare, so the newest must not be lost
 * when an event without a frame follows.
 */
export function keepUnreadFrame<Event extends JobEvent>(unread: Event, next: Event): Event {
  if (unread.type !== 'progress' || next.type !== 'progress') return next;
  if (next.frame || !unread.frame) return next;
  return {...next, frame: unread.frame};
}
