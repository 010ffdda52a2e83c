/** Asks Discord and Redis, if the operator wants that. */
import {createRest} from '../../bot/client.ts';
import {troubleOf} from '../../bot/gateway/discord-trouble.ts';
import {requireOwnApplication} from '../../bot/gateway/own-application.ts';
import {parseConfig, parseWorkerConfig} from '../../config.ts';
import {AppError} from '../../errors.ts';
import {fileVariable} from '../../secret-file.ts';
import type {Report} from './findings.ts';

export async function inspectDiscord(
  env: NodeJS.ProcessEnv,
  online: boolean,
  problems: string[],
): Promise<Report['discord']> {
  if (!has('DISCORD_TOKEN', env)) return {configured: false};
  try {
    const {discordApiBase, discordToken, applicationId, shards} = parseConfig(env);
    if (!online) return {configured: true};
    const rest = createRest(discordApiBase, discordToken);
    try {
      await requireOwnApplication(rest, applicationId);
      const {username} = (await rest.get('/users/@me')) as {username: string};
      const advised = await shardsAdvised(rest);
      return {configured: true, reached: username, ...(advised && {shards: {set: shards, advised}})};
    } catch (error) {
      throw error instanceof AppError ? error : new Error(troubleOf(error, discordApiBase).words);
    }
  } catch (error) {
    problems.push(messageOf(error));
    return {configured: true};
  }
}

/** How many shards Discord recommends for this bot; undefined if an API does not say. */
async function shardsAdvised(rest: ReturnType<typeof createRest>): Promise<number | undefined> {
  const {shards} = (await rest.get('/gateway/bot')) as {shards?: unknown};
  return typeof shards === 'number' ? shards : undefined;
}

export async function inspectRedis(
  env: NodeJS.ProcessEnv,
  online: boolean,
  problems: string[],
): Promise<Report['redis']> {
  if (!has('REDIS_URL', env)) return {configured: false};
  try {
    const {redis} = has('DISCORD_TOKEN', env) ? parseConfig(env) : parseWorkerConfig(env);
    if (!online || !redis) return {configured: true};
    const {visitFleet} = await import('../../jobs/fleet/visit-fleet.ts');
    return {configured: true, workers: await visitFleet(redis)};
  } catch (error) {
    const reason = messageOf(error);
    problems.push(error instanceof AppError ? reason : `REDIS_URL: Redis cannot be reached: ${reason}`);
    return {configured: true, unreachable: true};
  }
}

/** Whether a secret is given, or a file that should hold it. */
function has(name: string, env: NodeJS.ProcessEnv): boolean {
  return !!(env[name] || env[fileVariable(name)]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
