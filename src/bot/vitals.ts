import {type Client, Status} from 'discord.js';
import type {LoggedError, ShardVitals, Vitals, WorkerVitals} from '../commands/owner/vitals.ts';
import {measureDisk} from '../jobs/store/disk/disk-use.ts';
import {ownVersion} from '../system/own-version.ts';
import type {GatewayWatch} from './gateway/gateway-watch.ts';

export interface VitalSources {
  client: Client;
  watch: Pick<GatewayWatch, 'guilds'>;
  /** Who paints. */
  workers(): Promise<readonly WorkerVitals[]>;
  errors(): readonly LoggedError[];
  dataDir: string;
}

/** The returned function finds out how everything is at that moment. */
export function createVitals({client, watch, workers, errors, dataDir}: VitalSources): () => Promise<Vitals> {
  const startedAt = new Date(Date.now() - process.uptime() * 1000);
  const version = ownVersion();
  return async () => ({
    version,
    startedAt,
    guilds: watch.guilds,
    shards: shardsOf(client),
    workers: await workers(),
    disk: await measureDisk(dataDir),
    errors: errors(),
  });
}

/** discord.js says -1 until the first heartbeat is answered. */
export function shardsOf({ws}: Client): ShardVitals[] {
  return [...ws.shards.values()].map(({id, status, ping}) => ({
    id,
    isReady: status === Status.Ready,
    ...(ping >= 0 && {pingMs: ping}),
  }));
}
