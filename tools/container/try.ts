/**
 * `npm run container:try`: builds the Dockerfile's stage `atelier` in a clean folder, starts it against the sandbox as
 * user 65534, with everything read-only except the data folder and without a folder for temporary files, and orders a
 * picture. Says how large the image's own files are. Linux and root only; takes a few minutes, because it runs npm ci.
 */
import {execFileSync} from 'node:child_process';
import {chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {startBot} from '../../sandbox/bot-process.ts';
import {file, startSandbox} from '../../sandbox/index.ts';
import {buildStages, entering} from './build-root.ts';
import {readStages, stagesFor} from './stages.ts';

const nobody = 65_534;
const repository = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'atelier-container-'));
const sandbox = await startSandbox();
try {
  const stages = readStages(readFileSync(join(repository, 'Dockerfile'), 'utf8'));
  const built = buildStages(stagesFor('atelier', stages), repository, folder);
  const image = built.get('atelier');
  const {entrypoint, command, volumes} = stages.find(({name}) => name === 'atelier') ?? {};
  if (!image || !entrypoint || !command || !volumes?.[0])
    throw new Error('the stage atelier is not complete');
  const [size] = execFileSync('du', ['-sm', join(image.root, 'app')], {encoding: 'utf8'}).split('\t');
  console.log(`${size} MiB in /app`);

  const data = join(folder, 'data');
  mkdirSync(data, {mode: 0o700});
  chownSync(data, nobody, nobody);
  const root = image.root;
  rmSync(join(root, 'tmp'), {recursive: true});
  const [program, ...args] = entering({
    root,
    workdir: image.workdir,
    before: [
      `mount --bind '${root}' '${root}'`,
      `mount -o remount,ro,bind '${root}'`,
      mountsAgain(root),
      `mount --bind '${data}' '${root}${volumes[0]}'`,
    ],
    as: `setpriv --reuid=${nobody} --regid=${nobody} --clear-groups --no-new-privs --bounding-set=-all`,
    // `deploy` comes as an argument first, then nothing.
    command: `${entrypoint.map((word) => `'${word}'`).join(' ')} "\${1:-${command.join(' ')}}"`,
  });
  const bot = await startBot({
    sandbox,
    dataDir: join(folder, 'outside'),
    program: [program, ...args],
    env: {HOME: '/nonexistent', ...image.env, WEIGHTS: 'bundled', DEVICE: 'cpu'},
    onLine: ({text}) => process.stderr.write(`  ${text}\n`),
  });
  const photo = readFileSync(join(repository, 'assets/photos/bridge.jpg'));
  const {response} = await sandbox.user('mia').slash('stylize', {
    image: file('bridge.jpg', photo),
    style: 'kandinsky',
    size: 128,
    quality: 'draft',
  });
  const message = await response;
  await message.waitFor(({content}) => /size \d+/.test(content), {
    timeoutMs: 300_000,
    description: 'the finished picture',
  });
  console.log(`painted: ${message.current.content}`);
  const code = await bot.stop();
  if (code !== 0) throw new Error(`the bot ended with ${code}`);
  console.log(`owners in the data folder: ${ownersIn(data)}`);
} finally {
  await sandbox.close();
  rmSync(folder, {recursive: true, force: true});
}

/** The bind mount of the root hides those below it. */
function mountsAgain(path: string): string {
  return ['/usr', '/etc', '/dev', '/proc']
    .map((name) => `mount --rbind '${name}' '${path}${name}'`)
    .join(' && ');
}

function ownersIn(path: string): string {
  const found = execFileSync('find', [path, '-printf', '%U %m\n'], {encoding: 'utf8'});
  return [...new Set(found.trim().split('\n'))].join(', ');
}
