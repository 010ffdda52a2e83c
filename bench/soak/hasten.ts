/**
 * Loaded before the bot: its pauses of a second or more pass sixty times faster, so that an hour of trouble lasts a
 * minute. Only `node:timers/promises` is changed; the bot waits with it, and the REST client's timeouts use others.
 */
import {syncBuiltinESMExports} from 'node:module';
import timers from 'node:timers/promises';

const factor = 60;
const leastMs = 1_000;

const {setTimeout: wait} = timers;
timers.setTimeout = ((ms = 0, ...rest: [never?, never?]) =>
  wait(ms < leastMs ? ms : ms / factor, ...rest)) as typeof wait;
syncBuiltinESMExports();
