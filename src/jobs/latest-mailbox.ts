/**
 * A mailbox between a fast sender and a slow reader. It holds one unread item, which a newer one replaces, so a slow
 * reader misses items but memory stays flat. The reader never misses the ending. The sender never waits, and a mailbox
 * that nobody reads costs only its last item.
 */
export interface LatestMailbox<Item> extends AsyncIterable<Item> {
  /** Puts an item in the mailbox; ignored after the end. */
  offer(item: Item): void;
  /** Ends with a last item, which replaces an unread one. Only the first ending counts. */
  finish(last: Item): void;
  /** Ends with an error, which replaces an unread item. Only the first ending counts. */
  fail(error: unknown): void;
}

export interface LatestMailboxOptions<Item> {
  /** What to keep when `next` arrives before `unread` has been read. Default: `next`. */
  merge?(unread: Item, next: Item): Item;
  /** The reader left before the end, by `break` or `return()`. */
  onLeave?(): void;
}

/** A mailbox for one reader: all its iterators are the same one. */
export function createLatestMailbox<Item>(options: LatestMailboxOptions<Item> = {}): LatestMailbox<Item> {
  const merge = options.merge ?? ((_unread: Item, next: Item) => next);
  let unread: {item: Item} | undefined;
  let failure: {error: unknown} | undefined;
  let ended = false;
  /** Reads that wait for an item. Each tries `take` and returns false if it must go on waiting. */
  const readers: (() => boolean)[] = [];

  /** Settles a read with what there is; returns false if there is nothing yet. */
  function take(resolve: (result: IteratorResult<Item>) => void, reject: (error: unknown) => void): boolean {
    if (unread) {
      resolve({done: false, value: unread.item});
      unread = undefined;
    } else if (failure) {
      reject(failure.error);
      failure = undefined;
    } else if (ended) {
      resolve({done: true, value: undefined});
    } else {
      return false;
    }
    return true;
  }

  function deliver(): void {
    while (readers[0]?.()) readers.shift();
  }

  function end(rest: {last?: {item: Item}; failure?: {error: unknown}}): void {
    if (ended) return;
    ended = true;
    unread = rest.last;
    failure = rest.failure;
    deliver();
  }

  const iterator: AsyncIterator<Item> = {
    next() {
      return new Promise((resolve, reject) => {
        readers.push(() => take(resolve, reject));
        deliver();
      });
    },
    async return() {
      const early = !ended;
      end({});
      unread = undefined;
      failure = undefined;
      if (early) options.onLeave?.();
      return {done: true, value: undefined};
    },
  };

  return {
    offer(item) {
      if (ended) return;
      unread = {item: unread ? merge(unread.item, item) : item};
      deliver();
    },
    finish: (item) => end({last: {item}}),
    fail: (error) => end({failure: {error}}),
    [Symbol.asyncIterator]: () => iterator,
  };
}
