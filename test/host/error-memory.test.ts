import {expect, test} from 'vitest';
import {createErrorMemory} from '../../src/host/error-memory.ts';
import {createLogger} from '../../src/host/logger.ts';

function remembering() {
  const memory = createErrorMemory();
  const written: string[] = [];
  const destination = memory.listening({write: (line) => void written.push(line)});
  return {
    memory,
    written,
    log: createLogger({level: 'info', secrets: ['hunter2'], name: 'bot'}, destination),
  };
}

test('remembers errors with their id, and warnings that are about an error', () => {
  const {memory, log} = remembering();
  log.error({err: new Error('no such table'), errorId: 'ab12'}, 'unexpected error');
  log.warn({err: new Error('lost'), jobId: 'job-1'}, 'job failed');
  log.warn({workers: 0}, 'no worker is connected');
  log.info({err: new Error('harmless')}, 'news');
  expect(memory.list()).toMatchObject([
    {message: 'job failed: lost', id: 'job-1'},
    {message: 'unexpected error: no such table', id: 'ab12'},
  ]);
  expect(Date.now() - memory.list()[0]!.at.getTime()).toBeLessThan(60_000);
});

test('keeps the latest five', () => {
  const {memory, log} = remembering();
  for (let index = 1; index <= 7; index += 1) log.error({}, `fault ${index}`);
  expect(memory.list().map(({message}) => message)).toEqual([7, 6, 5, 4, 3].map((index) => `fault ${index}`));
});

test('knows no secret, because it reads what the log has written', () => {
  const {memory, written, log} = remembering();
  log.error({err: new Error('redis://:hunter2@host')}, 'trouble');
  expect(written.join()).not.toContain('hunter2');
  expect(memory.list()[0]?.message).toBe('trouble: redis://:[secret]@host');
});
