import type {Member} from '../jobs/fleet/roster.ts';
import {unlike} from '../jobs/fleet/unlike.ts';
import type {Log} from '../system/log.ts';

export interface FleetLogOptions {
  /** Whether workers that come and go are told too. Default: false */
  tellsWorkers?: boolean;
}

/** Returns what tells the log of a fleet's members: who comes and goes, and, once each time that changes, who differs. */
export function createFleetLog(
  log: Log,
  {tellsWorkers = false}: FleetLogOptions = {},
): (members: readonly Member[]) => void {
  let known = new Map<string, Member>();
  let told: string | undefined;

  function tellWorkers(workers: ReadonlyMap<string, Member>): void {
    for (const [name, {version, device, encoder}] of workers)
      if (!known.has(name)) log.info({worker: name, version, device, encoder}, 'worker joined');
    for (const name of known.keys()) if (!workers.has(name)) log.info({worker: name}, 'worker left');
  }

  return (members) => {
    const workers = members.filter(({role}) => role === 'worker');
    const named = new Map(workers.map((worker) => [worker.name, worker]));
    if (tellsWorkers) tellWorkers(named);
    known = named;
    const difference = unlike(members);
    if (difference !== undefined && difference !== told) log.warn({}, difference);
    told = difference;
  };
}
