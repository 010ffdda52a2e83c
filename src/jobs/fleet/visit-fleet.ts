/** One look at a fleet from outside, for whoever wants to know whether it can be reached. */
import {Queue} from 'bullmq';
import {Redis} from 'ioredis';
import {type FleetAddress, queueName} from './connection.ts';

const connectTimeoutMs = 5_000;

/** How many workers are connected. @throws whatever keeps the Redis from answering, at once or within five seconds */
export async function visitFleet({url, prefix}: FleetAddress): Promise<number> {
  let reason: Error | undefined;
  const impatience = {lazyConnect: true, connectTimeout: connectTimeoutMs, retryStrategy: () => null};
  const connection = new Redis(url, {...impatience, maxRetriesPerRequest: null}).on('error', (error) => {
    reason = error;
  });
  try {
    await connection.connect();
    const queue = new Queue(queueName, {connection, prefix});
    return await queue.getWorkersCount();
  } catch (error) {
    // The connection only says that it is closed; why, it has said before.
    throw reason ?? error;
  } finally {
    connection.disconnect();
  }
}
