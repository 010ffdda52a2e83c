import pLimit from 'p-limit';
import type {Services} from '../services.ts';
import {type FetchedImage, fetchImage, type RemoteImage} from './fetch-image.ts';

/** Decoding a 40-megapixel photo takes hundreds of MiB. */
const fetchesAtOnce = 2;

/** `option`: the option of `/stylize` that error messages name the image by. */
export type FetchImage = (option: string, image: RemoteImage) => Promise<FetchedImage>;

/** Runs `work`, which fetches the images for one command. @throws AppError when the queue would refuse its job */
export type TakeIn = <T>(owner: string, work: (fetchImage: FetchImage) => Promise<T>) => Promise<T>;

/**
 * Takes in the images of all commands. Fetches nothing for a job that the queue would refuse. However many people ask,
 * only a few images are fetched and decoded at a time.
 */
export function createIntake(
  services: Pick<Services, 'config' | 'cleanImage' | 'moderator' | 'queue'>,
): TakeIn {
  const gate = pLimit(fetchesAtOnce);
  const fetchThroughGate: FetchImage = (option, image) => gate(() => fetchImage(services, option, image));

  return async function takeIn(owner, work) {
    const giveBack = services.queue.admit(owner);
    try {
      return await work(fetchThroughGate);
    } finally {
      giveBack();
    }
  };
}
