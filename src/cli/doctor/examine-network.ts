/** Asks Discord and Redis, if the operator wants that. */
import {createRest} from '../../bot/client.ts';
import {troubleOf} from '../../bot/gateway/discord-trouble.ts';
import {requireOwnApplication} from '../../bot/gateway/own-application.ts';
import {parseConfig, parseWorkerConfig} from '../../config.ts';
import {AppError} from '../../errors.ts';
import type {Report} from './findings.ts';

export async function inspectDiscord(
  env: NodeJS.ProcessEnv,
  online: boolean,
  problems: string[],
): Promise<Report['discord']> {
  if (!env.DISCORD_TOKEN) return {configured: false};
  try {
    const {discordApiBase, discordToken, applicationId} = parseConfig(env);
    if (!online) return {configured: true};
    const rest = createRest(discordApiBase, discordToken);
    try {
      await requireOwnApplication(rest, applicationId);
      const {username} = (await rest.get('/users/@me')) as {username: string};
      return {configured: true, reached: username};
    } catch (error) {
      throw error instanceof AppError ? error : new Error(troubleOf(error, discordApiBase).words);
    }
  } catch (error) {
    problems.push(messageOf(error));
    return {configured: true};
  }
}

export async function inspectRedis(
  env: NodeJS.ProcessEnv,
  online: boolean,
  problems: string[],
): Promise<Report['redis']> {
  if (!env.REDIS_URL) return {configured: false};
  try {
    const {redis} = env.DISCORD_TOKEN ? parseConfig(env) : parseWorkerConfig(env);
    if (!online || !redis) return {configured: true};
    const {visitFleet} = await import('../../jobs/fleet/visit-fleet.ts');
    return {configured: true, workers: await visitFleet(redis)};
  } catch (error) {
    const reason = messageOf(error);
    problems.push(error instanceof AppError ? reason : `REDIS_URL: Redis cannot be reached: ${reason}`);
    return {configured: true, unreachable: true};
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
