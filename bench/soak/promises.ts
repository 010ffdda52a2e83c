import type {LatencyReport} from './latency.ts';
import type {SoakReport} from './soak.ts';

const acknowledgementMs = 500;
const lagMs = 50;
/** A cache that fills or a pool that grows levels off; a leak of a picture per job would be far above. */
const growthMb = {rss: 48, used: 8};

/** What a run kept none of the product's word on, in words. */
export function brokenPromises(soak: SoakReport, latency?: LatencyReport): string[] {
  return [...soakBroken(soak), ...(latency ? latencyBroken(latency) : [])];
}

function soakBroken({problems, violations, unknownRoutes, memory}: SoakReport): string[] {
  const rssMb = memory.rssAfterMb - memory.rssBeforeMb;
  const usedMb = memory.usedAfterMb - memory.usedBeforeMb;
  return [
    ...problems,
    ...violations.map((violation) => `against the official schemas: ${JSON.stringify(violation)}`),
    ...unknownRoutes.map((route) => `the sandbox has no ${route}`),
    ...(rssMb > growthMb.rss ? [`resident memory grew by ${rssMb} MiB`] : []),
    ...(usedMb > growthMb.used ? [`memory in use grew by ${usedMb} MiB`] : []),
  ];
}

function latencyBroken({acknowledgementMs: ack, eventLoopLagMs: lag, unanswered}: LatencyReport): string[] {
  return [
    ...(unanswered > 0 ? [`${unanswered} commands went unanswered`] : []),
    ...(ack.p99 > acknowledgementMs ? [`acknowledgement p99 ${ack.p99} ms, above ${acknowledgementMs}`] : []),
    ...(lag.p99 > lagMs ? [`event loop lag p99 ${lag.p99} ms, above ${lagMs}`] : []),
  ];
}
