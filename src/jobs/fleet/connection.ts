/** The Redis through which a bot and its workers meet. */
import {Redis} from 'ioredis';

export interface FleetAddress {
  /** `redis://` or, encrypted, `rediss://`, with user and password where there are any. */
  url: string;
  /** What the names of all keys begin with, so that several bots can share a Redis. */
  prefix: string;
}

/** BullMQ's queue in which the pictures wait for workers, or are being painted by one. */
export const queueName = 'pictures';

/** A command waits for as long as Redis is out of reach: an outage delays pictures and loses none. */
const patience = {maxRetriesPerRequest: null};

/** @param onTrouble hears of every failed attempt to connect */
export function connectRedis({url}: FleetAddress, onTrouble: (error: Error) => void): Redis {
  return new Redis(url, patience).on('error', onTrouble);
}

/** What BullMQ's classes take for the same address. */
export function queueOptions({url, prefix}: FleetAddress) {
  return {connection: {url, ...patience}, prefix};
}
