/** Asks Discord and Redis, if the operator wants that. */
import {parseConfig, parseWorkerConfig} from '../../config.ts';
import {AppError} from '../../errors.ts';
import {fetch} from '../../system/network.ts';
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
    const ask = async (path: string): Promise<Answer> => askDiscord(discordApiBase, path, discordToken);
    const {username} = await ask('/users/@me');
    const {id} = await ask('/applications/@me').catch((): Answer => ({}));
    if (id !== undefined && id !== applicationId)
      problems.push(
        `APPLICATION_ID: DISCORD_TOKEN belongs to the application ${id}, but ${applicationId} is set.`,
      );
    return {configured: true, reached: String(username)};
  } catch (error) {
    problems.push(
      error instanceof AppError ? error.message : `Discord cannot be reached: ${reasonOf(error)}`,
    );
    return {configured: true};
  }
}

interface Answer {
  id?: unknown;
  username?: unknown;
}

async function askDiscord(apiBase: string, path: string, token: string): Promise<Answer> {
  const response = await fetch(`${apiBase}/v10${path}`, {
    headers: {authorization: `Bot ${token}`},
    signal: AbortSignal.timeout(15_000),
  });
  if (response.status === 401) throw new AppError('BAD_CONFIG', 'DISCORD_TOKEN: Discord rejects this token');
  if (!response.ok) throw new AppError('BAD_CONFIG', `${apiBase} answered ${response.status}`);
  return (await response.json()) as Answer;
}

/** Fetch only says that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause ? String(error.cause) : String(error);
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
    const reason = error instanceof Error ? error.message : String(error);
    problems.push(error instanceof AppError ? reason : `REDIS_URL: Redis cannot be reached: ${reason}`);
    return {configured: true, unreachable: true};
  }
}
