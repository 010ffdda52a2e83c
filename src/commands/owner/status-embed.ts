import {type APIEmbed, escapeMarkdown, type TimestampStylesString, time} from 'discord.js';
import type {ReceptionState} from '../access/reception.ts';
import type {Words} from '../words/words.ts';
import {fittedFields, shortened} from './fitted-fields.ts';
import type {LoggedError, ShardVitals, Vitals, WorkerVitals} from './vitals.ts';

/** With these, sixteen shards, twenty workers and five errors stay below the 6,000 characters of an embed. */
const longest = {name: 40, device: 24, version: 16, error: 160};
const relative: TimestampStylesString = 'R';

type StatusWords = Words['owner']['status'];

/** Everything that `/atelier status` tells. Lists that Discord has no room for say how much is left out. */
export function statusEmbed(
  {
    vitals,
    queue,
    reception,
  }: {
    vitals: Vitals;
    queue: {running: number; waiting: number};
    reception: ReceptionState;
  },
  {owner: {status}}: Words,
): APIEmbed {
  const {version, startedAt, guilds, shards, workers, disk, errors} = vitals;
  const {more} = status;
  return {
    title: status.title(version),
    description: [receptionLine(reception, status), status.up(time(startedAt, relative), guilds)].join('\n'),
    fields: [
      {name: status.queue, value: status.line(queue.running, queue.waiting)},
      ...fittedFields(status.shards(shards.length), shardsInOrder(shards).map(shardText(status)), {
        most: 1,
        more,
        between: ' · ',
      }),
      ...fittedFields(
        status.workers(workers.length),
        workers.length > 0 ? workers.map(workerText(status)) : [status.noWorkers],
        {most: 2, more},
      ),
      {name: status.disk, value: status.space(disk.usedBytes, disk.databaseBytes, disk.freeBytes)},
      ...fittedFields(status.errors, errors.length > 0 ? errors.map(errorText) : [status.noErrors], {
        most: 1,
        more,
      }),
    ],
  };
}

export function receptionLine(state: ReceptionState, status: StatusWords): string {
  if (state.mode === 'open') return status.open;
  return status[state.mode](`<@${state.by}>`, time(new Date(state.at), relative), state.reason);
}

/** Those that are not connected come first. */
function shardsInOrder(shards: readonly ShardVitals[]): ShardVitals[] {
  return shards.toSorted((one, other) => Number(one.isReady) - Number(other.isReady) || one.id - other.id);
}

function shardText({ping}: StatusWords) {
  return ({id, isReady, pingMs}: ShardVitals): string =>
    [id, isReady ? '🟢' : '🔴', ...(isReady && pingMs !== undefined ? [ping(pingMs)] : [])].join(' ');
}

function workerText({thisMachine, starting, painting, idle}: StatusWords) {
  return ({name = thisMachine, version, device, isPainting}: WorkerVitals): string => {
    const facts = [
      ...(version === undefined ? [] : [shortened(version, longest.version)]),
      shortened(device ?? starting, longest.device),
    ];
    const sign = isPainting ? `🎨 ${painting}` : `💤 ${idle}`;
    return `${escapeMarkdown(shortened(name, longest.name))}: ${facts.join(', ')}, ${sign}`;
  };
}

function errorText({at, message, id}: LoggedError): string {
  const where = id === undefined ? '' : ` (\`${id}\`)`;
  return `${time(at, relative)} ${escapeMarkdown(shortened(message.replace(/\s+/g, ' '), longest.error))}${where}`;
}
