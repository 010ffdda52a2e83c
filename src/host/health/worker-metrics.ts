import {Gauge, type Registry} from 'prom-client';
import type {FleetWorkerNews} from '../../jobs/fleet/fleet-worker.ts';
import {countBy, measurePainting} from './registry.ts';

/** Returns what counts each piece of a worker's news. */
export function measureWorker(registry: Registry): (news: FleetWorkerNews) => void {
  const countEnd = countBy(registry, {
    name: 'atelier_worker_pictures_total',
    help: 'Pictures by how they ended at this worker.',
    label: 'end',
    values: ['done', 'failed', 'unwanted', 'given back'],
  });
  const observePainting = measurePainting(registry, 'atelier_worker_painting_seconds');
  const busy = new Gauge({
    name: 'atelier_worker_busy',
    help: '1 while this worker has a picture, else 0.',
    registers: [registry],
  });
  return (news) => {
    if (news.type === 'begun') busy.set(1);
    if (news.type !== 'ended') return;
    busy.set(0);
    countEnd(news.how);
    if (news.painted) observePainting(news.painted);
  };
}
