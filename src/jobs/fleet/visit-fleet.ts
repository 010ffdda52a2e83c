/** One look at a fleet from outside, which changes nothing, for whoever wants to know whether it can be reached. */
import {setTimeout as sleep} from 'node:timers/promises';
import {Queue} from 'bullmq';
import {Redis} from 'ioredis';
import {type FleetAddress, queueName} from './connection.ts';

const patienceMs = 5_000;

/** How many workers are connected. @throws whatever keeps the Redis from answering, at the latest after `timeoutMs` */
export async function visitFleet({url, prefix}: FleetAddress, timeoutMs = patienceMs): Promise<number> {
  let reason: Error | undefined;
  const once = {lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: null};
  const connection = new Redis(url, once).on('error', (error) => {
    reason = error;
  });
  const over = new AbortController();
  const late = sleep(timeoutMs, undefined, {signal: over.signal}).then(() => {
    throw new Error(`no answer within ${timeoutMs / 1000} s`);
  });
  const count = async (): Promise<number> => {
    await connection.connect();
    const queue = new Queue(queueName, {connection, prefix, skipMetasUpdate: true});
    return queue.getWorkersCount();
  };
  try {
    return await Promise.race([count(), late]);
  } catch (error) {
    // The connection only says that it is closed; why, it has said before.
    throw reason ?? error;
  } finally {
    over.abort();
    late.catch(() => undefined);
    connection.disconnect();
  }
}
