import {AppError} from '../../errors.ts';

const maxListed = 50;

/** The list with that id in it, or without it. @throws AppError `BAD_OPTION` when it is full */
export function withId(ids: readonly string[], id: string, there: boolean): string[] {
  const others = ids.filter((other) => other !== id);
  const next = there ? [...others, id] : others;
  if (next.length > maxListed) {
    throw new AppError('BAD_OPTION', `expected at most ${maxListed} entries, received ${next.length}`, {
      detail: {reason: 'listFull', most: maxListed},
    });
  }
  return next;
}
