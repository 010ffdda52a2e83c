/** What bot and worker measure alike, and how it is written down. Labels have few values, none of them a person's or a server's. */
import {statfs} from 'node:fs/promises';
import {Counter, collectDefaultMetrics, Gauge, Histogram, Registry} from 'prom-client';
import type {Quality} from '../../nst/contract/protocol.ts';
import type {Problems} from './readiness.ts';

/** A draft on a graphics card takes a second, a large picture on an old processor half an hour. */
const paintingBuckets = [1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1_200, 1_800];
/** Devices are named in workers' reports; more names than these are no devices. */
const mostDevices = 16;

export interface Measured {
  version: string;
  dataDir: string;
  /** Names of the parts that can be unready, and those that are. */
  parts(): readonly string[];
  problems(): Promise<Problems>;
}

/** A registry with Node's own measures (memory, CPU, event-loop lag) and those of any process of the product. */
export function createRegistry({version, dataDir, parts, problems}: Measured): Registry {
  const registry = new Registry();
  collectDefaultMetrics({register: registry});
  const registers = [registry];
  new Gauge({
    name: 'atelier_build_info',
    help: 'Always 1; its label is the version that runs.',
    labelNames: ['version'],
    registers,
  }).set({version}, 1);
  new Gauge({
    name: 'atelier_ready',
    help: '1 if this part is ready, as /readyz says it, else 0.',
    labelNames: ['part'],
    registers,
    async collect() {
      const found = await problems();
      this.reset();
      for (const part of parts()) this.set({part}, part in found ? 0 : 1);
    },
  });
  new Gauge({
    name: 'atelier_disk_free_bytes',
    help: 'Bytes that are free for DATA_DIR on its disk.',
    registers,
    async collect() {
      const disk = await statfs(dataDir).catch(() => undefined);
      if (disk) this.set(disk.bavail * disk.bsize);
    },
  });
  return registry;
}

/** A counter whose label takes exactly these values, all of which are there from the start. */
export function countBy<const Value extends string>(
  registry: Registry,
  {name, help, label, values}: {name: string; help: string; label: string; values: readonly Value[]},
): (value: Value) => void {
  const counter = new Counter({name, help, labelNames: [label], registers: [registry]});
  for (const value of values) counter.labels(value).inc(0);
  return (value) => counter.labels(value).inc();
}

export interface PaintedPicture {
  quality: Quality;
  device: string;
  seconds: number;
}

/** Returns what counts one painted picture. */
export function measurePainting(registry: Registry, name: string): (picture: PaintedPicture) => void {
  const histogram = new Histogram({
    name,
    help: 'How long a picture was painted, by its quality and the device.',
    labelNames: ['quality', 'device'],
    buckets: paintingBuckets,
    registers: [registry],
  });
  const devices = new Set<string>();
  return ({quality, device, seconds}) => {
    if (devices.size < mostDevices && /^[\w.-]{1,32}$/.test(device)) devices.add(device);
    histogram.observe({quality, device: devices.has(device) ? device : 'other'}, seconds);
  };
}
