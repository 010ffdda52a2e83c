/** Dockerfile, .dockerignore and compose.yaml, compared with each other and with what the program needs. */
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {parseHealth} from '../../src/config.ts';
import {readStages, type Step, stagesFor} from '../../tools/container/stages.ts';

/** The parts of a service that are looked at. */
interface Service {
  image: string;
  build?: {target: string};
  profiles?: string[];
  volumes: [string, ...string[]];
  environment: Record<string, string>;
  security_opt: string[];
  stop_grace_period: string;
  healthcheck: {test: string[]};
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(join(repository, name), 'utf8');

const stages = readStages(read('Dockerfile'));
const stageOf = (name: string) => {
  const stage = stages.find((one) => one.name === name);
  if (!stage) throw new Error(`there is no stage ${name}`);
  return stage;
};
const copies = stages.flatMap(({steps}) =>
  steps.filter((step): step is Step & {type: 'copy'} => step.type === 'copy'),
);
const {files, bin, engines} = JSON.parse(read('package.json'));

describe('the Dockerfile', () => {
  test('copies from the checkout only what is there and what .dockerignore lets through', () => {
    const [everything, ...exceptions] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const allowed = exceptions.map((line) => line.replace(/^!/, ''));
    const sources = copies.filter(({stage}) => stage === undefined).flatMap(({sources}) => sources);
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(repository, source)), source).toBe(true);
      expect(
        allowed.some((path) => source === path || source.startsWith(`${path}/`)),
        source,
      ).toBe(true);
    }
    expect(allowed.filter((path) => /env|data|git|node_modules/.test(path))).toEqual([]);
  });

  test('copies from stages that come before', () => {
    for (const [index, {steps}] of stages.entries()) {
      const before = stages.slice(0, index).map(({name}) => name);
      for (const step of steps) if (step.type === 'copy' && step.stage) expect(before).toContain(step.stage);
    }
  });

  test('starts from images with a version, of a Node that the program supports', () => {
    const names = stages.map(({name}) => name);
    const images = stages.map(({base}) => base).filter((base) => !names.includes(base));
    for (const image of images) expect(image).toMatch(/:\d/);
    const [, node] = /^node:(\d+)/.exec(stageOf('node').base) ?? [];
    expect(Number(node)).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
  });

  test.each(['atelier', 'cuda'])('%s runs the program as an ordinary user, who gets the signals', (name) => {
    const {user, entrypoint, volumes, steps} = stageOf(name);
    expect(user).toBe('1000:1000');
    expect(entrypoint).toEqual(['node', `/app/${bin.atelier}`]);
    const env = Object.assign({}, ...steps.flatMap((step) => (step.type === 'env' ? [step.variables] : [])));
    expect(volumes).toEqual([env.DATA_DIR]);
  });

  test.each(['atelier', 'cuda'])('%s asks the program whether it is ready, at the port it has', (name) => {
    const {healthcheck, entrypoint, steps} = stageOf(name);
    expect(healthcheck).toEqual([...entrypoint, 'health']);
    const env = Object.assign({}, ...steps.flatMap((step) => (step.type === 'env' ? [step.variables] : [])));
    expect(parseHealth(env)).toEqual({host: '127.0.0.1', port: 9464});
  });

  test('puts into the image what the package has, except its pages and units', () => {
    const targets = stageOf('program').steps.flatMap((step) =>
      step.type === 'copy' ? [step.target.replace(/^\.\//, '')] : [],
    );
    for (const path of files.filter((path: string) => !/^(docs|deploy|\.env)|\.md$/.test(path)))
      expect(targets).toContain(path);
  });

  test('installs for the image only what is needed to run', () => {
    const runs = stagesFor('atelier', stages)
      .find(({name}) => name === 'modules')
      ?.steps.flatMap((step) => (step.type === 'run' ? [step.command] : []));
    expect(runs?.join()).toMatch(/npm ci --omit=dev/);
  });
});

describe('compose.yaml', () => {
  const {services, volumes} = parse(read('compose.yaml'), {merge: true});
  const ours = Object.entries<Service>(services).filter(([name]) => name !== 'redis');

  test('has the bot alone by default, and workers with Redis on demand', () => {
    const profiles = Object.fromEntries(
      Object.entries<Service>(services).map(([name, service]) => [name, service.profiles ?? []]),
    );
    expect(profiles).toEqual({bot: [], redis: ['fleet', 'cuda'], worker: ['fleet'], 'worker-cuda': ['cuda']});
  });

  test.each(ours)('%s is built from a stage, can write to /data only and has time to end', (_, service) => {
    expect(stages.map(({name}) => name)).toContain(service.build?.target);
    expect(service).toMatchObject({read_only: true, cap_drop: ['ALL'], init: true, env_file: '.env'});
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(10);
    expect(service.environment.DATA_DIR).toBe('/data');
    expect(service.healthcheck.test).toEqual(['CMD', ...(stageOf('atelier').healthcheck ?? [])]);
    // Whatever .env says, there is a port for it.
    expect(service.environment.HEALTH_PORT).toMatch(/^\$\{HEALTH_PORT:-\d+\}$/);
    expect(service.volumes).toHaveLength(1);
    expect(service.volumes[0]).toMatch(/(^|:)\/data$/);
  });

  test('workers get no token and no folder that another worker has', () => {
    for (const [name, service] of ours) {
      const [volume] = service.volumes[0].split(':');
      if (name === 'bot') expect(Object.keys(volumes)).toContain(volume);
      else {
        expect(service).toMatchObject({volumes: ['/data'], command: ['worker'], depends_on: ['redis']});
        expect(service.environment).toMatchObject({DISCORD_TOKEN: '', DISCORD_TOKEN_FILE: ''});
      }
    }
  });

  test('Redis is reached by these containers only, and every image has a version or is built here', () => {
    expect(services.redis.ports).toBeUndefined();
    for (const service of Object.values<Service>(services))
      if (!service.build) expect(service.image).toMatch(/:\d/);
  });
});
