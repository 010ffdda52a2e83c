import type {APIEmbed} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {statusEmbed} from '../../../src/commands/owner/status-embed.ts';
import type {Vitals} from '../../../src/commands/owner/vitals.ts';
import {languages, wordsFor} from '../../../src/commands/words/words.ts';

const id = '12345678-1234-1234-1234-123456789012';
const at = new Date('2026-12-01T12:00:00Z');
const decision = {by: '123456789012345678', at: at.toISOString(), reason: 'r'.repeat(200)};

const list = <Entry>(length: number, make: (index: number) => Entry): Entry[] =>
  Array.from({length}, (_, index) => make(index));

function vitals(shards: number, workers: number): Vitals {
  return {
    version: '0.1.0',
    startedAt: at,
    guilds: 16_000,
    shards: list(shards, (shard) => ({id: shard, isReady: shard !== 5, pingMs: 1_234})),
    workers: list(workers, (index) => ({
      name: `painter-number-${index}.rack-7.europe-west.painting.example.org`,
      version: '0.1.0',
      device: 'webgpu (NVIDIA H200 NVL, driver 580)',
      isPainting: index % 2 === 0,
    })),
    disk: {usedBytes: 2.5 * 2 ** 30, databaseBytes: 12 * 2 ** 20, freeBytes: 90 * 2 ** 30},
    errors: list(5, () => ({at, message: `*${'e'.repeat(500)}*`, id})),
  };
}

/** Discord's limits on embeds (“Embed Limits” in its documentation). */
function excesses({title = '', description = '', fields = []}: APIEmbed): string[] {
  const texts = [title, description, ...fields.flatMap(({name, value}) => [name, value])];
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  return [
    ...(total > 6000 ? [`${total} characters`] : []),
    ...(fields.length > 25 ? [`${fields.length} fields`] : []),
    ...fields
      .filter(({name, value}) => name.length > 256 || value.length > 1024 || name === '' || value === '')
      .map(({name, value}) => `${name}: ${value.length}`),
  ];
}

const fieldOf = ({fields = []}: APIEmbed, name: string): string => {
  const start = fields.findIndex((field) => field.name.startsWith(name));
  const rest = fields.slice(start + 1);
  const next = rest.findIndex((field) => field.name !== '\u200b');
  const own = [fields[start], ...rest.slice(0, next < 0 ? rest.length : next)];
  return own.map((field) => field?.value).join('\n');
};

describe.each(languages)('the status in %s', (language) => {
  const words = wordsFor(language);
  const embedOf = (shards: number, workers: number) =>
    statusEmbed(
      {
        vitals: vitals(shards, workers),
        queue: {running: 20, waiting: 10_000},
        reception: {mode: 'paused', ...decision},
      },
      words,
    );

  test('fits into Discord’s limits and names all of sixteen shards and twenty workers', () => {
    const embed = embedOf(16, 20);
    expect(excesses(embed)).toEqual([]);
    const shards = fieldOf(embed, words.owner.status.shards(16));
    expect(shards.split(' · ')).toHaveLength(16);
    const workers = fieldOf(embed, words.owner.status.workers(20));
    expect(workers.split('\n')).toHaveLength(20);
    expect(workers).toContain('painter-number-19');
    expect(fieldOf(embed, words.owner.status.errors)).toContain(id);
  });

  test('fits with any number of them, and says how many are left out', () => {
    const embed = embedOf(500, 300);
    expect(excesses(embed)).toEqual([]);
    const shards = fieldOf(embed, words.owner.status.shards(500)).split(' · ');
    expect(shards.at(-1)).toBe(words.owner.status.more(500 - shards.length + 1));
    const workers = fieldOf(embed, words.owner.status.workers(300)).split('\n');
    expect(workers.at(-1)).toBe(words.owner.status.more(300 - workers.length + 1));
  });

  test('names the shard that is not connected first', () => {
    expect(fieldOf(embedOf(16, 1), words.owner.status.shards(16))).toMatch(/^5 🔴 · 0 🟢/);
  });

  test('says so when nobody paints and nothing went wrong', () => {
    const quiet = {...vitals(1, 0), errors: []};
    const state = {vitals: quiet, queue: {running: 0, waiting: 0}, reception: {mode: 'open'}} as const;
    const embed = statusEmbed(state, words);
    expect(excesses(embed)).toEqual([]);
    expect(embed.description).toContain(words.owner.status.open);
    expect(JSON.stringify(embed.fields)).toContain(words.owner.status.noWorkers);
    expect(JSON.stringify(embed.fields)).toContain(words.owner.status.noErrors);
  });
});
