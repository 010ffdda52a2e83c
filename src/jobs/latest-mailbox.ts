/**
 * A mailbox between someone who reports and someone who reads at leisure. It holds one unread item: a newer one
 * replaces it, so a slow reader misses news but memory stays flat. The ending is never missed. Whoever reports
 * never waits, and a mailbox nobody reads costs nothing but its last item.
 */
export interface LatestMailbox<Item> extends AsyncIterable<Item> {
  /** Leaves an item; ignored after the end. */
  offer(item: Item): void;
  /** Ends the reading with a last item, which takes the place of an unread one. Only the first ending counts. */
  finish(last: Item): void;
  /** Ends the reading with an error, which takes the place of an unread item. Only the first ending counts. */
  fail(error: unknown): void;
}

export interface LatestMailboxOptions<Item> {
  /** What to keep when `next` arrives and `unread` has not been read. By default `next` alone. */
  merge?(unread: Item, next: Item): Item;
  /** The reader went away before the end, by `break` or by `return()`. */
  onLeave?(): void;
}

/** A mailbox for one reader: every iterator taken from it is the same one. */
export function createLatestMailbox<Item>(options: LatestMailboxOptions<Item> = {}): LatestMailbox<Item> {
  const merge = options.merge ?? ((_unread: Item, next: Item) => next);
  let unread: {item: Item} | undefined;
  let failure: {error: unknown} | undefined;
  let ended = false;
  /** Reads that came before there was anything to read; each settles itself by `take` or stays. */
  const readers: (() => boolean)[] = [];

  /** Gives a reader what there is; false when it must wait. */
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
