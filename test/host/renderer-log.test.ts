import {beforeEach, describe, expect, test} from 'vitest';
import {createRendererLog} from '../../src/host/renderer-log.ts';
import type {Log} from '../../src/system/log.ts';

let lines: {level: string; fields: object; message: string}[];
let heard: ReturnType<typeof createRendererLog>;

beforeEach(() => {
  lines = [];
  const at = (level: string) => (fields: object, message: string) => lines.push({level, fields, message});
  const log: Log = {debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error')};
  heard = createRendererLog(log);
});

function download(...fractions: number[]): void {
  for (const fraction of fractions) heard({type: 'loading', message: 'fetching weights', fraction});
}

const levels = () => lines.map(({level}) => level);

describe('the operator’s log of the render process', () => {
  test('reports each new tenth of a download, and the rest only at debug level', () => {
    download(0.001, 0.05, 0.1, 0.19, 0.45, 0.46, 1);
    expect(levels()).toEqual(['info', 'debug', 'info', 'debug', 'info', 'debug', 'info']);
    expect(lines.at(-1)).toMatchObject({fields: {fraction: 1}, message: 'fetching weights'});
  });

  test('reports a download that starts over', () => {
    download(0.31, 0.32, 0.01, 0.02);
    expect(levels()).toEqual(['info', 'debug', 'info', 'debug']);
  });

  test('reports a new process’s download from its start', () => {
    download(0.01);
    heard({type: 'started', pid: 7});
    download(0.02);
    expect(levels()).toEqual(['info', 'info', 'info']);
  });

  test('reports as an error what the operator should mend although it can paint', () => {
    heard({
      type: 'trouble',
      message: 'ATELIER_WEIGHTS: there is no file x; the bundled encoder paints alone',
    });
    expect(lines).toMatchObject([{level: 'error', message: expect.stringMatching(/^ATELIER_WEIGHTS: /)}]);
  });

  test('reports steps that have no fraction, and where the process runs', () => {
    heard({type: 'loading', message: 'reading weights'});
    heard({type: 'ready', device: 'cpu', encoder: 'vgg19'});
    heard({type: 'gone', pid: 7, error: new Error('it died')});
    expect(lines).toMatchObject([
      {level: 'info', message: 'reading weights'},
      {level: 'info', fields: {device: 'cpu', encoder: 'vgg19'}},
      {level: 'info', fields: {renderer: 7, reason: 'it died'}},
    ]);
  });
});
