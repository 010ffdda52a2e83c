import {beforeEach, expect, test} from 'vitest';
import {createFleetLog} from '../../src/host/fleet-log.ts';
import type {Member} from '../../src/jobs/fleet/roster.ts';

let lines: [level: string, message: string, fields: object][];
const note = (level: string) => (fields: object, message: string) =>
  void lines.push([level, message, fields]);
const log = {debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error')};
beforeEach(() => {
  lines = [];
});

const bot: Member = {role: 'bot', name: 'home', version: '0.2.0'};
const ada: Member = {role: 'worker', name: 'ada:1', version: '0.2.0', device: 'cuda', encoder: 'vgg19'};
const old: Member = {role: 'worker', name: 'old:1', version: '0.1.0', device: 'cpu', encoder: 'vgg19'};

test('the bot tells of each worker that comes or goes, with what it paints with', () => {
  const hear = createFleetLog(log, {tellsWorkers: true});
  for (const members of [[bot], [bot, ada], [bot, ada], [bot]]) hear(members);
  expect(lines).toEqual([
    ['info', 'worker joined', {worker: 'ada:1', version: '0.2.0', device: 'cuda', encoder: 'vgg19'}],
    ['info', 'worker left', {worker: 'ada:1'}],
  ]);
});

test('a difference is a warning, once until it changes', () => {
  const hear = createFleetLog(log);
  for (const members of [
    [bot, ada],
    [bot, ada, old],
    [bot, ada, old],
    [bot, ada],
    [bot, ada, old],
  ])
    hear(members);
  expect(lines.map(([level, message]) => [level, /worker old:1 has version 0.1.0/.test(message)])).toEqual([
    ['warn', true],
    ['warn', true],
  ]);
});
