import pLimit from 'p-limit';
import type {Services} from '../services.ts';
import {type FetchedImage, fetchImage, type RemoteImage} from './fetch-image.ts';

/** A photo of 40 megapixels takes hundreds of MiB while it is decoded. */
const fetchesAtOnce = 2;

/** `option`: of `/stylize`, by which refusals call the image. */
export type FetchImage = (option: string, image: RemoteImage) => Promise<FetchedImage>;

/** Runs `work`, which fetches what one command needs. @throws AppError when the queue would refuse its job */
export type TakeIn = <T>(owner: string, work: (fetchImage: FetchImage) => Promise<T>) => Promise<T>;

/**
 * Where the images of all commands come in: nothing is fetched for a job that the queue would refuse, and however
 * many people ask, only a few images are in memory at a time before their jobs are accepted.
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
