import pLimit from 'p-limit';

export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets `atOnce` pieces of work through at a time, the others in the order they came. */
export const createGate = (atOnce: number): Gate => pLimit(atOnce);
