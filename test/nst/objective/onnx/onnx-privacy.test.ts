import {execFile} from 'node:child_process';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';

const script = `
const {createOnnxBackend} = await import('./src/nst/objective/onnx-backend.ts');
const {tinyEncoder} = await import('./test/fixtures/weights.ts');
const network = {pooling: 'max', padding: 'zero', poolingGain: 1, gramNorm: 'hw'};
await createOnnxBackend(tinyEncoder()).measure({width: 32, height: 32, data: new Float32Array(3072)}, network, ['content:block1_conv1']);
`;

test('ONNX Runtime sets up no telemetry: it leaves no file in the temporary folder and no identifier at home', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-privacy-'));
  try {
    await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      {
        cwd: fileURLToPath(new URL('../../../..', import.meta.url)),
        env: {PATH: process.env.PATH, HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder},
      },
    );
    const files = await readdir(folder);
    expect(files.filter((name) => !name.startsWith('tsx-') && name !== 'node-compile-cache')).toEqual([]);
  } finally {
    await rm(folder, {recursive: true});
  }
});
