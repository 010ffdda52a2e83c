import type {LatencyReport} from './latency.ts';
import type {SoakReport} from './soak.ts';

const acknowledgementMs = 500;
const lagMs = 50;
/** A filling cache or a growing pool levels off below this; a leak of one picture per job would be far above it. */
const growthMb = {rss: 48, used: 8};

/** The promises that bad weather broke, in words. */
export function soakBroken({problems, violations, unknownRoutes, memory}: SoakReport): string[] {
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

/** The promises that were broken while a picture was painted, in words. */
export function latencyBroken({
  acknowledgementMs: ack,
  eventLoopLagMs: lag,
  unanswered,
}: LatencyReport): string[] {
  return [
    ...(unanswered > 0 ? [`${unanswered} commands went unanswered`] : []),
    ...(ack.p99 > acknowledgementMs ? [`acknowledgement p99 ${ack.p99} ms, above ${acknowledgementMs}`] : []),
    ...(lag.p99 > lagMs ? [`event loop lag p99 ${lag.p99} ms, above ${lagMs}`] : []),
  ];
}
