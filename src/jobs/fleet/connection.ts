/** Connects a bot and its workers to the Redis that they share. */
import {Redis} from 'ioredis';

export interface FleetAddress {
  /** `redis://`, or `rediss://` for TLS, with user and password if there are any. */
  url: string;
  /** Prefix of all keys, so that several bots can share a Redis. */
  prefix: string;
}

/** BullMQ's queue of pictures that wait for a worker or are being painted by one. */
export const queueName = 'pictures';

/** Commands wait as long as Redis is out of reach, so an outage delays pictures but loses none. */
const patience = {maxRetriesPerRequest: null};

/** The caller listens to `error`, which comes with every failed attempt to connect. */
export function connectRedis({url}: FleetAddress): Redis {
  return new Redis(url, patience);
}

/** Options that connect BullMQ's classes to the same address. */
export function queueOptions({url, prefix}: FleetAddress) {
  return {connection: {url, ...patience}, prefix};
}
