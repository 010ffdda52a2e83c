/**
 * Does what a Dockerfile says, without Docker: each stage is a folder that is entered with chroot in a mount namespace
 * of its own, with this machine's /usr and /etc in the place of the base image. Needs Linux and root.
 */
import {execFileSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {basename, isAbsolute, join} from 'node:path';
import type {Stage} from './stages.ts';

export interface BuiltStage {
  root: string;
  workdir: string;
  env: Record<string, string>;
}

const mounts = (root: string): string =>
  [
    ...['/usr', '/etc'].map((path) => `mount --rbind -o ro '${path}' '${root}${path}'`),
    ...['/dev', '/proc'].map((path) => `mount --rbind '${path}' '${root}${path}'`),
  ].join(' && ');

export interface Entry {
  root: string;
  workdir: string;
  /** Commands run before the root is entered, such as further mounts. */
  before?: readonly string[];
  /** Words before `sh -c command` or the program: how the identity changes. */
  as?: string;
  /** Shell text; `"$@"` are the arguments that follow. */
  command: string;
}

/** A command line that enters the root; its own process becomes the program, so signals reach it. */
export function entering({root, workdir, before = [], as = '', command}: Entry): [string, ...string[]] {
  const inner = `cd '${workdir}' && exec ${command}`;
  const script = [
    mounts(root),
    ...before,
    `exec chroot '${root}' ${as} sh -c '${inner.replaceAll("'", "'\\''")}' sh "$@"`,
  ].join(' && ');
  return ['unshare', '--mount', 'sh', '-c', script, 'sh'];
}

export function buildStages(
  stages: readonly Stage[],
  context: string,
  folder: string,
): Map<string, BuiltStage> {
  const built = new Map<string, BuiltStage>();
  for (const stage of stages) {
    process.stderr.write(`stage ${stage.name}\n`);
    built.set(stage.name, buildStage(stage, {built, context, folder}));
  }
  return built;
}

function buildStage(
  stage: Stage,
  {built, context, folder}: {built: Map<string, BuiltStage>; context: string; folder: string},
): BuiltStage {
  const root = join(folder, stage.name);
  const base = built.get(stage.base);
  if (base) execFileSync('cp', ['-a', base.root, root]);
  else makeEmptyRoot(root);
  let workdir = base?.workdir ?? '/';
  const env = {...base?.env};
  for (const step of stage.steps) {
    switch (step.type) {
      case 'workdir':
        workdir = step.path;
        mkdirSync(join(root, workdir), {recursive: true});
        break;
      case 'env':
        Object.assign(env, step.variables);
        break;
      case 'copy': {
        const from = step.stage === undefined ? context : built.get(step.stage)?.root;
        if (from === undefined) throw new Error(`there is no stage ${step.stage}`);
        const target = join(root, isAbsolute(step.target) ? '' : workdir, step.target);
        for (const source of step.sources) copy(join(from, source), target, step.target.endsWith('/'));
        break;
      }
      case 'run':
        run({root, workdir, command: step.command, env});
    }
  }
  return {root, workdir, env};
}

function makeEmptyRoot(root: string): void {
  for (const name of ['usr', 'etc', 'dev', 'proc', 'root', 'tmp'])
    mkdirSync(join(root, name), {recursive: true});
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
}

/** As COPY does it: the content of a folder goes into the target, a file into it or in its place. */
function copy(source: string, target: string, intoFolder: boolean): void {
  if (!existsSync(source)) throw new Error(`COPY: there is no ${source}`);
  cpSync(source, intoFolder ? join(target, basename(source)) : target, {
    recursive: true,
    verbatimSymlinks: true,
  });
}

function run({
  root,
  workdir,
  command,
  env,
}: {
  root: string;
  workdir: string;
  command: string;
  env: object;
}): void {
  process.stderr.write(`  ${command}\n`);
  const [program, ...args] = entering({
    root,
    workdir,
    // npm's cache and the registry it is to ask.
    before: [`mount --rbind /root '${root}/root'`],
    command: `sh -e -c "$1"`,
  });
  execFileSync(program, [...args, command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {PATH: process.env.PATH, HOME: '/root', ...env},
  });
  rmSync(join(root, 'tmp'), {recursive: true, force: true});
  mkdirSync(join(root, 'tmp'));
}
