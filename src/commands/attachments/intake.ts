import pLimit from 'p-limit';
import type {Services} from '../services.ts';
import {type FetchedImage, fetchImage, type RemoteImage} from './fetch-image.ts';

/** Decoding a 40-megapixel photo takes hundreds of MiB. */
const fetchesAtOnce = 2;

/** `option`: the option of `/stylize` that error messages name the image by. */
export type FetchImage = (option: string, image: RemoteImage) => Promise<FetchedImage>;

/**
 * Runs `work`, which fetches the images for one command. `forLater`: they are put aside, so they need no place in the
 * queue, as long as it is for one command of this owner at a time.
 * @throws AppError when the queue would refuse its job
 */
export type TakeIn = <T>(
  owner: string,
  work: (fetchImage: FetchImage) => Promise<T>,
  options?: {forLater?: boolean},
) => Promise<T>;

/**
 * Takes in the images of all commands. Fetches nothing for a job that the queue would refuse, except for an order that is
 * kept for later. However many people ask, only a few images are fetched and decoded at a time.
 */
export function createIntake(
  services: Pick<Services, 'config' | 'cleanImage' | 'moderator' | 'queue'>,
): TakeIn {
  const gate = pLimit(fetchesAtOnce);
  const fetchThroughGate: FetchImage = (option, image) => gate(() => fetchImage(services, option, image));

  const puttingAside = new Set<string>();

  function putAside(owner: string): () => void {
    puttingAside.add(owner);
    return () => puttingAside.delete(owner);
  }

  return async function takeIn(owner, work, {forLater = false} = {}) {
    const giveBack = forLater && !puttingAside.has(owner) ? putAside(owner) : services.queue.admit(owner);
    try {
      return await work(fetchThroughGate);
    } finally {
      giveBack();
    }
  };
}
