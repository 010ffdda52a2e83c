/** The bot, put together from its parts. Imported only when its native libraries are known to load. */
import type {Logger} from 'pino';
import {connectHandlers, createClient, createRest} from './bot/client.ts';
import {explainError} from './bot/error-words.ts';
import {troubleOf} from './bot/gateway/discord-trouble.ts';
import {GatewayWatch} from './bot/gateway/gateway-watch.ts';
import {requireOwnApplication} from './bot/gateway/own-application.ts';
import {reachDiscord} from './bot/gateway/reach-discord.ts';
import {createReactionRouter} from './bot/reaction-router.ts';
import {registerCommands} from './bot/register.ts';
import {createRouter} from './bot/router.ts';
import {createGuildLog} from './commands/guilds/guild-log.ts';
import {createGuildSettings} from './commands/guilds/guild-settings.ts';
import {ActiveJobs} from './commands/lifecycle/active-jobs.ts';
import {resumeJobs} from './commands/lifecycle/resume-jobs.ts';
import {createCommandModerator} from './commands/moderation/command-moderator.ts';
import {findExecutable} from './commands/moderation/executable.ts';
import {noModeration} from './commands/moderation/moderator.ts';
import {messageDeleted} from './commands/picture/message-deleted.ts';
import {commandDefinitions, createRepertoire} from './commands/repertoire.ts';
import type {Services} from './commands/services.ts';
import type {Config, RedisConfig} from './config.ts';
import {AppError} from './errors.ts';
import {createLocalRenderer, withoutSecrets} from './host/local-renderer.ts';
import {stopInSteps} from './host/run-process.ts';
import {cleanImage} from './images/clean-image.ts';
import type {JobQueue, Renderer} from './jobs/job.ts';
import {type CostModel, createCostModel} from './jobs/line/cost-model.ts';
import {createJobQueue} from './jobs/line/queue.ts';
import {createTimeLapseMaker} from './jobs/render/time-lapse-maker.ts';
import {openCharges} from './jobs/store/charges.ts';
import {lockDataDir} from './jobs/store/data-lock.ts';
import {openDatabase} from './jobs/store/database.ts';
import {openGuildRules} from './jobs/store/guild-rules.ts';
import {startHousekeeping} from './jobs/store/housekeeping.ts';
import {openJobStore, type PersistentJobStore} from './jobs/store/store.ts';
import {openStyleLibrary} from './styles/style-library.ts';

/** Sixty frames take a few seconds on an idle core, but painting keeps the cores busy. */
const timeLapseMs = 120_000;
const recentPictures = 20;

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

export async function runBot(config: Config, log: Logger): Promise<void> {
  requireExecutable(config);
  const unlockDataDir = lockDataDir(config.dataDir);
  const database = openDatabase(config.dataDir);
  const warnOfJob = (err: unknown) => log.warn({err}, 'skipped an unreadable job record');
  const store = openJobStore(config.dataDir, warnOfJob, database);
  const charges = openCharges(database);
  const guildRules = openGuildRules(database);
  const guildSettings = createGuildSettings(config, guildRules);
  const stopHousekeeping = startHousekeeping(store, charges, {
    retentionDays: config.retentionDays,
    onDeleted: (jobs) => log.info({jobs}, 'old jobs deleted'),
    onError: (err) => log.error({err}, 'housekeeping failed'),
  });
  const {renderer, connect} = config.redis ? await fleetStudio(config.redis, log) : localStudio(config, log);
  const queue = createJobQueue({
    renderer,
    maxWaiting: config.maxQueue,
    maxPerOwner: config.maxJobsPerUser,
    costModel: learnedCosts(store),
  });
  connect(queue);
  const watch = new GatewayWatch({log, onLost: () => void shutdown('gateway closed for good', 1)});
  const client = createClient({
    apiBase: config.discordApiBase,
    watch,
    callbacks: {
      applicationId: config.applicationId,
      onDoubt: (err) => log.warn({err}, 'Discord may have taken an answer to an interaction; asking again'),
    },
    log,
  });
  const services: Services = {
    config,
    rest: client.rest,
    store,
    queue,
    styles: await openStyleLibrary({
      ...(config.stylesDir !== undefined && {stylesDir: config.stylesDir}),
      dataDir: config.dataDir,
      onProblem: (problem) => log.warn({problem}, 'skipped a style'),
    }),
    guildSettings,
    guildRules,
    guildLog: createGuildLog({rest: client.rest, guildSettings, log}),
    charges,
    active: new ActiveJobs(),
    timeLapse: createTimeLapseMaker({
      entry: new URL('./images/time-lapse-process.ts', import.meta.url),
      env: withoutSecrets(process.env),
      deadlineMs: timeLapseMs,
    }),
    cleanImage,
    moderator: config.moderation
      ? createCommandModerator({...config.moderation, env: withoutSecrets(process.env)})
      : noModeration,
    explain: (error, locale) => explainError(error, log, locale),
    log,
  };
  const shutdown = stopInSteps(
    [
      // This tells the running picture to stop and save its state; the `queue` step waits until it has.
      {name: 'jobs', limitMs: 3_000, run: () => services.active.close()},
      {
        name: 'gateway',
        limitMs: 500,
        run() {
          watch.stop();
          return client.destroy();
        },
      },
      {name: 'queue', limitMs: 3_000, run: () => queue.close()},
      // People who asked while the bot was stopping get an answer that says so.
      {name: 'answers', limitMs: 700, run: () => connection.settled()},
      {name: 'renderer', limitMs: 1_000, run: () => renderer.close()},
      {name: 'housekeeping', limitMs: 100, run: stopHousekeeping},
      {name: 'store', limitMs: 500, run: () => store.close()},
      {name: 'lock', limitMs: 100, run: unlockDataDir},
    ],
    log,
  );
  const connection = connectHandlers(client, {
    onInteraction: createRouter(services, createRepertoire(services)),
    onReaction: createReactionRouter(services),
    onMessageDeleted: (messageId) => messageDeleted(services, messageId),
    watch,
    log,
  });
  client.rest.setToken(config.discordToken);
  const {discordApiBase: apiBase, applicationId} = config;
  try {
    await reachDiscord(() => requireOwnApplication(client.rest, applicationId), {apiBase, log});
    await resumeJobs(services, store);
    await client.login(config.discordToken);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.fatal({}, error.message);
    await shutdown('login failed', 1);
  }
}

/** @throws AppError `BAD_CONFIG` when the moderation command cannot be run, which would refuse every picture */
function requireExecutable({moderation}: Config): void {
  if (!moderation || findExecutable(moderation.command[0], process.env.PATH)) return;
  throw new AppError(
    'BAD_CONFIG',
    `MODERATION_COMMAND: there is no executable file ${moderation.command[0]}`,
  );
}

/** A cost model taught by earlier pictures of this machine, so that forecasts are right from the first job on. */
function learnedCosts(store: PersistentJobStore): CostModel {
  const model = createCostModel();
  for (const {result} of store.list({status: 'done', newest: recentPictures})) {
    if (result) model.learn(result);
  }
  return model;
}

/** Something that paints, with a link to the queue. */
interface Studio {
  renderer: Renderer;
  /** Lets the renderer tell the queue how many pictures it paints at once. */
  connect(queue: JobQueue): void;
}

/** This machine paints, one picture at a time. */
function localStudio(config: Config, log: Logger): Studio {
  const renderer = createLocalRenderer(config, process.env, log);
  renderer.whenReady().catch((err: unknown) => {
    const stopping = err instanceof AppError && err.code === 'SHUTTING_DOWN';
    if (!stopping) log.error({err}, 'the renderer is not ready; the next job will try again');
  });
  return {renderer, connect() {}};
}

/** Workers on other machines paint, as many pictures at once as there are workers. */
async function fleetStudio(redis: RedisConfig, log: Logger): Promise<Studio> {
  // Loaded only when needed: most bots paint on their own machine.
  const {createFleetRenderer} = await import('./jobs/fleet/fleet-renderer.ts');
  let queue: JobQueue | undefined;
  const renderer = createFleetRenderer({
    ...redis,
    onWorkers(workers) {
      if (workers > 0) log.info({workers}, 'workers connected');
      else log.warn({}, 'no worker is connected; pictures wait until one connects (npm run worker)');
      queue?.setSlots(workers);
    },
    onTrouble: (err) => log.error({err}, 'trouble with Redis; pictures wait until it is over'),
    onOver: () => log.info({}, 'Redis is reached again'),
  });
  return {
    renderer,
    connect(connected) {
      queue = connected;
      queue.setSlots(0);
    },
  };
}
