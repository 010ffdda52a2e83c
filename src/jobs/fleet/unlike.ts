import type {Member} from './roster.ts';

/**
 * Names the members of a fleet that differ from the rest, and how, in one sentence that reads the same everywhere.
 * Undefined if all are alike. The measure is the bot's version, and the encoder that most workers have.
 */
export function unlike(members: readonly Member[]): string | undefined {
  const bots = members.filter(({role}) => role === 'bot');
  const workers = members.filter(({role}) => role === 'worker');
  const version = mostCommon((bots.length > 0 ? bots : workers).map((member) => member.version));
  const encoder = mostCommon(workers.flatMap((member) => member.encoder ?? []));
  const differences = [
    ...members
      .filter((member) => member.version !== version)
      .map((member) => `${member.role} ${member.name} has version ${member.version}, not ${version}`),
    ...workers
      .filter((member) => member.encoder !== undefined && member.encoder !== encoder)
      .map((member) => `worker ${member.name} paints with ${member.encoder}, not ${encoder}`),
  ];
  if (differences.length === 0) return undefined;
  return `The fleet is not alike, so pictures may differ or fail: ${differences.join('; ')}.`;
}

/** If several are equally common, the first in the alphabet, so that everybody agrees. */
function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort(([one, times], [other, otherTimes]) =>
    times === otherTimes ? one.localeCompare(other) : otherTimes - times,
  );
  return first?.[0];
}
