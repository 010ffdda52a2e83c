/** The bot, put together from its parts. Imported only when its native libraries are known to load. */
import type {Logger} from 'pino';
import {connectHandlers, createClient, createRest, pingOf, sendPresence} from './bot/client.ts';
import {explainError} from './bot/error-words.ts';
import {troubleOf} from './bot/gateway/discord-trouble.ts';
import {GatewayWatch} from './bot/gateway/gateway-watch.ts';
import {requireOwnApplication} from './bot/gateway/own-application.ts';
import {reachDiscord} from './bot/gateway/reach-discord.ts';
import {createMessageRouter} from './bot/message-router.ts';
import {presenceText, startPresence} from './bot/presence.ts';
import {createReactionRouter} from './bot/reaction-router.ts';
import {registerCommands} from './bot/register.ts';
import {createRouter} from './bot/router.ts';
import {createVitals, shardsOf} from './bot/vitals.ts';
import {createBlockList} from './commands/access/block-list.ts';
import {openReception} from './commands/access/reception.ts';
import {startAbsenceWatch} from './commands/guilds/absence-watch.ts';
import {createGuildLog} from './commands/guilds/guild-log.ts';
import {createGuildSettings} from './commands/guilds/guild-settings.ts';
import {ActiveJobs} from './commands/lifecycle/active-jobs.ts';
import {resumeJobs} from './commands/lifecycle/resume-jobs.ts';
import {createPassingEdits} from './commands/messages/reply/passing-edits.ts';
import {openModeration, requireModeration} from './commands/moderation/open-moderation.ts';
import {messageDeleted} from './commands/picture/message-deleted.ts';
import {commandDefinitions, createRepertoire} from './commands/repertoire.ts';
import type {Services} from './commands/services.ts';
import {wordsFor} from './commands/words/words.ts';
import type {Config} from './config.ts';
import {AppError} from './errors.ts';
import {exitCodeFor, needsOperator} from './host/exit-code.ts';
import {openBotHealth} from './host/health/open-health.ts';
import {withoutSecrets} from './host/local-renderer.ts';
import {type Self, stopInSteps} from './host/run-process.ts';
import {cleanImage} from './images/clean-image.ts';
import {openDrafts} from './jobs/drafts.ts';
import {type CostModel, createCostModel} from './jobs/line/cost-model.ts';
import {createHeldSlots} from './jobs/line/held-slots.ts';
import {createJobQueue} from './jobs/line/queue.ts';
import {paintStored} from './jobs/render/stored-jobs.ts';
import {createTimeLapseMaker} from './jobs/render/time-lapse-maker.ts';
import {openCharges} from './jobs/store/charges.ts';
import {lockDataDir} from './jobs/store/data-lock.ts';
import {openDatabase} from './jobs/store/database.ts';
import {openGuildRules} from './jobs/store/guild-rules.ts';
import {openAbsences} from './jobs/store/guilds/absences.ts';
import {openReports} from './jobs/store/guilds/reports.ts';
import {startHousekeeping} from './jobs/store/housekeeping.ts';
import {openBlocks} from './jobs/store/owner/blocks.ts';
import {openPause} from './jobs/store/owner/pause.ts';
import {openJobStore, type PersistentJobStore} from './jobs/store/store.ts';
import {fleetStudio, localStudio} from './studio.ts';
import {openStyleLibrary} from './styles/style-library.ts';
import {tryWriting} from './system/data-folder.ts';
import {ownModule} from './system/own-program.ts';
import {ownVersion} from './system/own-version.ts';

/** Sixty frames take a few seconds on an idle core, but painting keeps the cores busy. */
const timeLapseMs = 120_000;
const recentPictures = 20;
const presenceWords = {en: wordsFor('en-US'), vi: wordsFor('vi')};

export async function deploy(config: Config): Promise<void> {
  const rest = createRest(config.discordApiBase, config.discordToken);
  try {
    console.log(await registerCommands(rest, config, commandDefinitions(config)));
  } catch (error) {
    const {words} = troubleOf(error, config.discordApiBase);
    console.error(`Registering the commands at ${config.discordApiBase} failed. ${words}\n${String(error)}`);
    process.exitCode = 1;
  }
}

export async function runBot(config: Config, log: Logger, self: Self): Promise<void> {
  requireModeration(config.moderation, process.env.PATH);
  const unlockDataDir = lockDataDir(config.dataDir);
  const health = await openBotHealth(config);
  const database = openDatabase(config.dataDir);
  const warnOfJob = (err: unknown) => log.warn({err}, 'skipped an unreadable job record');
  const store = openJobStore(config.dataDir, warnOfJob, database);
  const drafts = openDrafts(config.dataDir);
  const charges = openCharges(database);
  const reports = openReports(database);
  const guildRules = openGuildRules(database);
  const guildSettings = createGuildSettings(config, guildRules);
  const stopHousekeeping = startHousekeeping(
    store,
    charges,
    {drafts, reports},
    {
      get retentionDays() {
        return config.retentionDays;
      },
      get maxDiskBytes() {
        return config.maxDiskBytes;
      },
      ...(config.health && {onMeasured: (bytes) => health.note({type: 'files-measured', bytes})}),
      onDeleted: (jobs) => log.info({jobs}, 'old jobs deleted'),
      onFull: (bytes) =>
        log.warn(
          {mib: Math.ceil(bytes / 2 ** 20)},
          'the jobs take more than MAX_DISK_MB, but none of them is old enough to go',
        ),
      onError: (err) => log.error({err}, 'housekeeping failed'),
    },
  );
  const styles = await openStyleLibrary({
    ...(config.stylesDir !== undefined && {stylesDir: config.stylesDir}),
    dataDir: config.dataDir,
    onProblem: (problem) => log.warn({problem}, 'skipped a style'),
  });
  const {renderer, connect, checks, workers, workerCount} = config.redis
    ? await fleetStudio(config.redis, log)
    : localStudio(config, process.env, log);
  const queue = createJobQueue({
    renderer: paintStored(store, renderer),
    get maxWaiting() {
      return config.maxQueue;
    },
    get maxPerOwner() {
      return config.maxJobsPerUser;
    },
    costModel: learnedCosts(store),
  });
  const slots = createHeldSlots(queue);
  connect(slots);
  const watch = new GatewayWatch({
    log,
    onLost: () => void shutdown('gateway closed for good', needsOperator),
    onClosed: (shard) => health.note({type: 'gateway-closed', shard}),
  });
  const client = createClient({
    apiBase: config.discordApiBase,
    shards: config.shards,
    watch,
    callbacks: {
      applicationId: config.applicationId,
      onDoubt: (err) => log.warn({err}, 'Discord may have taken an answer to an interaction; asking again'),
    },
    onRequest: (request) => health.note({type: 'request', ...request}),
    onHeld: () => health.note({type: 'request-held'}),
    log,
  });
  const moderation = openModeration(config.moderation, {env: withoutSecrets(process.env), log});
  const services: Services = {
    config,
    rest: client.rest,
    passingEdits: createPassingEdits(),
    store,
    drafts,
    queue,
    styles,
    guildSettings,
    guildRules,
    blocks: createBlockList(config, openBlocks(database)),
    reception: openReception({record: openPause(database), slots, queue}),
    guildLog: createGuildLog({rest: client.rest, guildSettings, log}),
    charges,
    reports,
    active: new ActiveJobs(),
    timeLapse: createTimeLapseMaker({
      entry: ownModule('./images/time-lapse-process', import.meta.url),
      env: withoutSecrets(process.env),
      deadlineMs: timeLapseMs,
    }),
    cleanImage,
    moderator: moderation.moderator,
    observe: health.note,
    reload: (ownerId) => self.reload(`owner ${ownerId}`),
    vitals: createVitals({
      client,
      watch,
      workers: () => workers(queue.counts().running > 0),
      errors: () => self.errors.list(),
      dataDir: config.dataDir,
    }),
    explain: (error, locale) => explainError(error, log, locale),
    log,
  };
  const stopAbsenceWatch = startAbsenceWatch({
    ...services,
    store,
    absences: openAbsences(database),
  });
  const presence = startPresence({
    shards: () => shardsOf(client),
    send: (shard, shown) => sendPresence(client, shard, shown),
    text() {
      if (config.presence === 'off') return undefined;
      const isPaused = services.reception.state().mode !== 'open';
      return presenceText({...queue.counts(), isPaused}, presenceWords[config.presence]);
    },
    onTrouble: (err) => log.debug({err}, 'the status could not be shown'),
  });
  const shutdown = stopInSteps(
    [
      // This tells the running picture to stop and save its state; the `queue` step waits until it has.
      {name: 'jobs', limitMs: 3_000, run: () => services.active.close()},
      {
        name: 'gateway',
        limitMs: 500,
        run() {
          presence.stop();
          watch.stop();
          return client.destroy();
        },
      },
      {name: 'queue', limitMs: 3_000, run: () => queue.close()},
      // People who asked while the bot was stopping get an answer that says so.
      {name: 'answers', limitMs: 700, run: () => connection.settled()},
      {name: 'renderer', limitMs: 1_000, run: () => renderer.close()},
      {name: 'moderation', limitMs: 200, run: () => moderation.close()},
      {
        name: 'housekeeping',
        limitMs: 100,
        run() {
          stopHousekeeping();
          stopAbsenceWatch();
        },
      },
      {name: 'store', limitMs: 500, run: () => store.close()},
      {name: 'health', limitMs: 100, run: () => health.close()},
      {name: 'lock', limitMs: 100, run: unlockDataDir},
    ],
    log,
  );
  const repertoire = createRepertoire(services);
  const connection = connectHandlers(client, {
    onInteraction: createRouter(services, repertoire),
    onMessage: createMessageRouter(services, repertoire),
    onReaction: createReactionRouter(services),
    onMessageDeleted: (messageId) => messageDeleted(services, messageId),
    onSession: (shard) => presence.renew(shard),
    watch,
    version: ownVersion(),
    log,
  });
  client.rest.setToken(config.discordToken);
  health.begin(
    {gateway: () => watch.missing, store: () => tryWriting(config.dataDir).then(() => undefined), ...checks},
    {
      dataDir: config.dataDir,
      queue: () => queue.counts(),
      ...(workerCount && {workers: workerCount}),
      shards: () => watch.shards.map((own) => ({...own, ...pingOf(client, own.shard)})),
    },
  );
  const {discordApiBase: apiBase, applicationId} = config;
  try {
    await reachDiscord(() => requireOwnApplication(client.rest, applicationId), {apiBase, log});
    resumeJobs(services, store);
    await client.login(config.discordToken);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.fatal({}, error.message);
    await shutdown('login failed', exitCodeFor(error));
  }
}

/** A cost model taught by earlier pictures of this machine, so that forecasts are right from the first job on. */
function learnedCosts(store: PersistentJobStore): CostModel {
  const model = createCostModel();
  for (const {result} of store.list({status: 'done', newest: recentPictures})) {
    if (result) model.learn(result);
  }
  return model;
}
