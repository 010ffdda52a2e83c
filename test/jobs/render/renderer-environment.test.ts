import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {rendererEnvironment} from '../../../src/jobs/render/renderer-environment.ts';

test('the operator’s settings win', () => {
  const env = rendererEnvironment({PATH: '/bin', MALLOC_MMAP_THRESHOLD_: '65536'});
  expect(env).toMatchObject({
    PATH: '/bin',
    MALLOC_MMAP_THRESHOLD_: '65536',
    MALLOC_TRIM_THRESHOLD_: '1048576',
  });
});

test('Node starts with it', () => {
  const answer = execFileSync(process.execPath, ['-p', '1 + 1'], {env: rendererEnvironment(process.env)});
  expect(String(answer).trim()).toBe('2');
});
