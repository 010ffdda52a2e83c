import dotenv from 'dotenv';
import type {Logger} from 'pino';
import {connectHandlers, createClient, createRest} from './bot/client.ts';
import {explainError} from './bot/error-words.ts';
import {createLogger} from './bot/logger.ts';
import {createReactionRouter} from './bot/reaction-router.ts';
import {registerCommands} from './bot/register.ts';
import {createRendererLog} from './bot/renderer-log.ts';
import {createRouter} from './bot/router.ts';
import {createShutdown} from './bot/shutdown.ts';
import {ActiveJobs} from './commands/active-jobs.ts';
import {createGuildLog} from './commands/guild-log.ts';
import {createGuildSettings} from './commands/guild-settings.ts';
import {messageDeleted} from './commands/message-deleted.ts';
import {createCommandModerator} from './commands/moderation/command-moderator.ts';
import {noModeration} from './commands/moderation/moderator.ts';
import {commandDefinitions, createRepertoire} from './commands/repertoire.ts';
import {resumeJobs} from './commands/resume-jobs.ts';
import type {Services} from './commands/services.ts';
import {type Config, parseConfig} from './config.ts';
import {AppError} from './errors.ts';
import {openCharges} from './jobs/charges.ts';
import {type CostModel, createCostModel} from './jobs/cost-model.ts';
import {lockDataDir} from './jobs/data-lock.ts';
import {openDatabase} from './jobs/database.ts';
import {openGuildRules} from './jobs/guild-rules.ts';
import {startHousekeeping} from './jobs/housekeeping.ts';
import {createJobQueue} from './jobs/queue.ts';
import {createRenderProcess} from './jobs/render-process.ts';
import {rendererEnvironment} from './jobs/renderer-environment.ts';
import {withSecondAttempt} from './jobs/second-attempt.ts';
import {openJobStore, type PersistentJobStore} from './jobs/store.ts';
import {createTimeLapseMaker} from './jobs/time-lapse.ts';
import {cleanImage} from './nst/clean-image.ts';
import {openStyleLibrary} from './nst/style-library.ts';

/**
 * Above the longest silence of a weak CPU at the largest size: between scales it measures the targets, compiles the
 * objective and evaluates it for the first time.
 */
const stallMs = 300_000;
const cancelGraceMs = 10_000;
/** Sixty frames take a few seconds on an idle core; the painting has the cores. */
const timeLapseMs = 120_000;
const recentPictures = 20;

async function deploy(config: Config): Promise<void> {
  const rest = createRest(config.discordApiBase, config.discordToken);
  try {
    console.log(await registerCommands(rest, config, commandDefinitions(config)));
  } catch (error) {
    console.error(`Registering the commands at ${config.discordApiBase} failed: ${String(error)}`);
    process.exitCode = 1;
  }
}

async function start(config: Config, log: Logger): Promise<void> {
  const unlockDataDir = lockDataDir(config.dataDir);
  const database = openDatabase(config.dataDir);
  const warnOfJob = (err: unknown) => log.warn({err}, 'a job on record was left out');
  const store = openJobStore(config.dataDir, warnOfJob, database);
  const charges = openCharges(database);
  const guildRules = openGuildRules(database);
  const guildSettings = createGuildSettings(config, guildRules);
  const stopHousekeeping = startHousekeeping(store, charges, {
    retentionDays: config.retentionDays,
    onDeleted: (jobs) => log.info({jobs}, 'old jobs deleted'),
    onError: (err) => log.error({err}, 'housekeeping failed'),
  });
  const renderer = createRenderProcess({
    entry: new URL('./nst/process.ts', import.meta.url),
    engine: {
      engine: config.engine,
      device: config.device,
      weights: config.weights,
      ...(config.vgg19File && {vgg19File: config.vgg19File}),
      fetchInBackground: true,
      dataDir: config.dataDir,
      ...(config.memoryMb !== undefined && {memoryMb: config.memoryMb}),
    },
    env: rendererEnvironment(withoutToken(process.env)),
    deadlineMs: config.jobTimeoutMs,
    stallMs,
    cancelGraceMs,
    onNews: createRendererLog(log),
  });
  const queue = createJobQueue({
    renderer: withSecondAttempt(renderer, (err) => log.warn({err}, 'render process lost, trying once more')),
    maxWaiting: config.maxQueue,
    maxPerOwner: config.maxJobsPerUser,
    costModel: learnedCosts(store),
  });
  const client = createClient(config.discordApiBase);
  const services: Services = {
    config,
    rest: client.rest,
    store,
    queue,
    styles: await openStyleLibrary({
      ...(config.stylesDir !== undefined && {stylesDir: config.stylesDir}),
      dataDir: config.dataDir,
      onProblem: (problem) => log.warn({problem}, 'a style was left out'),
    }),
    guildSettings,
    guildRules,
    guildLog: createGuildLog({rest: client.rest, guildSettings, log}),
    charges,
    active: new ActiveJobs(),
    timeLapse: createTimeLapseMaker({
      entry: new URL('./nst/time-lapse-process.ts', import.meta.url),
      env: withoutToken(process.env),
      deadlineMs: timeLapseMs,
    }),
    cleanImage,
    moderator: config.moderation
      ? createCommandModerator({...config.moderation, env: withoutToken(process.env)})
      : noModeration,
    explain: (error, locale) => explainError(error, log, locale),
    log,
  };
  const shutdown = createShutdown(
    [
      // The running picture is told to stop and save its state here; the queue waits until it has.
      {name: 'jobs', limitMs: 3_000, run: () => services.active.close()},
      {name: 'gateway', limitMs: 500, run: () => client.destroy()},
      {name: 'queue', limitMs: 3_000, run: () => queue.close()},
      // Who asked while the bot was stopping hears that it is.
      {name: 'answers', limitMs: 700, run: () => connection.settled()},
      {name: 'renderer', limitMs: 1_000, run: () => renderer.close()},
      {name: 'housekeeping', limitMs: 100, run: stopHousekeeping},
      {name: 'store', limitMs: 500, run: () => store.close()},
      {name: 'lock', limitMs: 100, run: unlockDataDir},
    ],
    log,
    (code) => process.exit(code),
  );
  process.on('SIGTERM', () => void shutdown('SIGTERM', 0));
  process.on('SIGINT', () => void shutdown('SIGINT', 0));
  const connection = connectHandlers(client, {
    onInteraction: createRouter(services, createRepertoire(services)),
    onReaction: createReactionRouter(services),
    onMessageDeleted: (messageId) => messageDeleted(services, messageId),
    onLost: () => void shutdown('gateway closed for good', 1),
    log,
  });
  renderer.whenReady().catch((err: unknown) => {
    const stopping = err instanceof AppError && err.code === 'SHUTTING_DOWN';
    if (!stopping) log.error({err}, 'the renderer is not ready; the next job will try again');
  });
  client.rest.setToken(config.discordToken);
  await resumeJobs(services, store);
  try {
    await client.login(config.discordToken);
  } catch (err) {
    log.fatal({err}, 'login failed; check DISCORD_TOKEN and DISCORD_API_BASE');
    await shutdown('login failed', 1);
  }
}

/** Forecasts are right from the first job on when earlier pictures of this machine are known. */
function learnedCosts(store: PersistentJobStore): CostModel {
  const model = createCostModel();
  for (const {result} of store.list({status: 'done', newest: recentPictures})) {
    if (result) model.learn(result);
  }
  return model;
}

/** The processes that look at pictures from strangers have no use for the credential. */
function withoutToken({DISCORD_TOKEN: _token, ...env}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

async function main(): Promise<void> {
  dotenv.config({quiet: true});
  const config = parseConfig(process.env);
  if (process.argv[2] === 'deploy') return deploy(config);
  const log = createLogger({level: config.logLevel, secrets: [config.discordToken]});
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (err: unknown) => {
      log.fatal({err}, event);
      process.exit(1);
    });
  }
  await start(config, log);
}

main().catch((error: unknown) => {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
});
