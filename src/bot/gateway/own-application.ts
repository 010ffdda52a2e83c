import {DiscordAPIError, type REST, Routes} from 'discord.js';
import {AppError} from '../../errors.ts';
import {NotDiscord} from './discord-trouble.ts';

/**
 * Checks that the token and the application id belong together. An API without that route cannot be asked.
 * @throws AppError `BAD_CONFIG` when they do not
 */
export async function requireOwnApplication(rest: Pick<REST, 'get'>, applicationId: string): Promise<void> {
  const own = await idOfApplication(rest);
  if (own === undefined || own === applicationId) return;
  throw new AppError(
    'BAD_CONFIG',
    `APPLICATION_ID: DISCORD_TOKEN belongs to the application ${own}, but ${applicationId} is set.`,
  );
}

async function idOfApplication(rest: Pick<REST, 'get'>): Promise<string | undefined> {
  try {
    const answer = (await rest.get(Routes.currentApplication())) as {id?: unknown} | undefined;
    if (typeof answer?.id !== 'string') throw new NotDiscord('its answer is of another kind');
    return answer.id;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 404) return undefined;
    throw error;
  }
}
