/** Looks at a fleet from outside, without changing anything, to see whether it can be reached. */
import {setTimeout as sleep} from 'node:timers/promises';
import {Queue} from 'bullmq';
import {Redis} from 'ioredis';
import {type FleetAddress, queueName} from './connection.ts';

const patienceMs = 5_000;

/** Counts the connected workers. @throws the reason why Redis does not answer, after `timeoutMs` at the latest */
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
    // This error only says that the connection is closed; the `error` event said why.
    throw reason ?? error;
  } finally {
    over.abort();
    late.catch(() => undefined);
    connection.disconnect();
  }
}
