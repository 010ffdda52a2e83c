import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import sharp from 'sharp';
import {createBlockList} from '../../src/commands/access/block-list.ts';
import {openReception} from '../../src/commands/access/reception.ts';
import {createGuildSettings} from '../../src/commands/guilds/guild-settings.ts';
import {ActiveJobs} from '../../src/commands/lifecycle/active-jobs.ts';
import {createPassingEdits} from '../../src/commands/messages/reply/passing-edits.ts';
import {allOf} from '../../src/commands/moderation/moderator.ts';
import type {Services} from '../../src/commands/services.ts';
import {parseConfig} from '../../src/config.ts';
import {cleanImage} from '../../src/images/clean-image.ts';
import {openDrafts} from '../../src/jobs/drafts.ts';
import type {Renderer, RenderOptions} from '../../src/jobs/job.ts';
import {createHeldSlots} from '../../src/jobs/line/held-slots.ts';
import {createJobQueue} from '../../src/jobs/line/queue.ts';
import {paintStored} from '../../src/jobs/render/stored-jobs.ts';
import {openCharges} from '../../src/jobs/store/charges.ts';
import {openDatabase} from '../../src/jobs/store/database.ts';
import {openGuildRules} from '../../src/jobs/store/guild-rules.ts';
import {openReports} from '../../src/jobs/store/guilds/reports.ts';
import {openBlocks} from '../../src/jobs/store/owner/blocks.ts';
import {openPause} from '../../src/jobs/store/owner/pause.ts';
import {openJobStore, type PersistentJobStore} from '../../src/jobs/store/store.ts';
import type {RenderRecord, RenderRequest} from '../../src/nst/contract/protocol.ts';
import type {StylePreset} from '../../src/styles/style-catalogue.ts';
import {openStyleShelf} from '../../src/styles/style-shelf.ts';
import type {Log} from '../../src/system/log.ts';
import {FakeDiscord} from './fake-discord.ts';

export const silentLog: Log = {debug() {}, info() {}, warn() {}, error() {}};

/** A renderer whose pictures take as long as the test likes. */
export class FakeRenderer implements Renderer {
  readonly requests: RenderRequest[] = [];
  /** The worker that has each picture, if this is a fleet. */
  worker: string | undefined;
  /** Runs before a picture is done; it may throw or wait for the signal. */
  work: (signal: AbortSignal) => Promise<void> = () => delay(1);

  async *render(request: RenderRequest, {signal, onWorker}: RenderOptions) {
    this.requests.push(request);
    if (this.worker !== undefined) onWorker?.(this.worker);
    yield {
      type: 'progress' as const,
      step: 5,
      totalSteps: 10,
      fraction: 0.5,
      loss: 1,
      terms: {},
      etaSeconds: 3,
      frame: new Uint8Array([1]),
    };
    await this.work(signal);
    yield {type: 'done' as const, image: await solidPng(), record: recordOf(request)};
  }

  async close(): Promise<void> {}
}

/** Paints until it is stopped. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  await delay(60_000, undefined, {signal}).catch(() => signal.throwIfAborted());
}

export function solidPng(): Promise<Uint8Array> {
  return sharp({create: {width: 48, height: 32, channels: 3, background: 'teal'}})
    .png()
    .toBuffer();
}

function recordOf({settings}: RenderRequest): RenderRecord {
  return {
    settings,
    seconds: 12.3,
    secondsPerEvaluation: 0.1,
    evaluations: 10,
    pixelIterations: 1_000,
    width: 48,
    height: 32,
    device: 'cpu',
    encoder: 'vgg19',
    loss: 1,
    terms: {},
    peakRssMb: 100,
  };
}

export interface Bench {
  services: Services;
  discord: FakeDiscord;
  renderer: FakeRenderer;
  store: PersistentJobStore;
  close(): Promise<void>;
}

/**
 * The real queue and store around a fake Discord and a fake renderer.
 * @param prepare fills the data folder before anything is opened
 */
export async function openBench(
  presets: StylePreset[] = [],
  prepare: (dataDir: string) => void = () => {},
): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-commands-'));
  prepare(dataDir);
  const discord = new FakeDiscord();
  const renderer = new FakeRenderer();
  const database = openDatabase(dataDir);
  const store = openJobStore(dataDir, undefined, database);
  const guildRules = openGuildRules(database);
  const queue = createJobQueue({renderer: paintStored(store, renderer), maxWaiting: 2, maxPerOwner: 2});
  const config = parseConfig({
    DISCORD_TOKEN: 'token',
    APPLICATION_ID: '1',
    DATA_DIR: dataDir,
    COOLDOWN_SECONDS: '0',
  });
  const services: Services = {
    config,
    guildSettings: createGuildSettings(config, guildRules),
    guildRules,
    guildLog: {write: () => undefined},
    blocks: createBlockList(config, openBlocks(database)),
    reception: openReception({
      record: openPause(database),
      slots: createHeldSlots(queue),
      queue,
      lookEveryMs: 1,
    }),
    reload: () => ({
      type: 'read',
      reread: {adopted: [], needRestart: [], needRegistration: [], overridden: [], misspelt: []},
    }),
    vitals: async () => ({
      version: '1.2.3',
      startedAt: new Date(0),
      guilds: 1,
      shards: [{id: 0, isReady: true, pingMs: 40}],
      workers: [{device: 'cpu', isPainting: false}],
      disk: {usedBytes: 0, databaseBytes: 0, freeBytes: 0},
      errors: [],
    }),
    charges: openCharges(database),
    reports: openReports(database),
    rest: discord,
    passingEdits: createPassingEdits(),
    store,
    drafts: openDrafts(dataDir),
    queue,
    styles: {
      catalogueOf: async () => ({
        get: (id) => presets.find((preset) => preset.id === id),
        list: () => presets,
        read: () => solidPng(),
        readThumbnail: () => solidPng(),
        closest: () => presets,
        namedIn: (sentence) => presets.find(({id}) => sentence.includes(id)),
        search: (text) => presets.filter(({id}) => id.includes(text.slice(0, 4))),
      }),
      shelfOf: (group) => openStyleShelf(join(dataDir, group), () => false),
      groups: async () => [],
      dropShelf: async () => undefined,
    },
    active: new ActiveJobs(),
    timeLapse: {requirePlace: () => undefined, make: async (_owner, prepare) => (await prepare()).picture},
    cleanImage,
    moderator: allOf([]),
    observe: () => undefined,
    explain: (error) => `words for ${error instanceof Error ? error.message : error}`,
    log: silentLog,
  };
  return {
    services,
    discord,
    renderer,
    store,
    async close() {
      await queue.close();
      await services.active.idle();
      store.close();
      await rm(dataDir, {recursive: true});
    },
  };
}
