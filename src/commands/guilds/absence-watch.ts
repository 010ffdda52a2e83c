/**
 * Deletes what is kept of places that are gone. Discord tells a bot that it was removed from a server or that a channel
 * was deleted only with the intent for servers, which this bot does without. So it asks once a day, slowly.
 */
import {DiscordAPIError, RESTJSONErrorCodes, Routes} from 'discord.js';
import type {GuildRulesStore} from '../../jobs/store/guild-rules.ts';
import type {Absences} from '../../jobs/store/guilds/absences.ts';
import type {PersistentJobStore} from '../../jobs/store/store.ts';
import type {StyleLibrary} from '../../styles/style-library.ts';
import type {Log} from '../../system/log.ts';
import type {Rest} from '../messages/reply/rest.ts';

export interface AbsenceWatchOptions {
  rest: Pick<Rest, 'get'>;
  guildRules: Pick<GuildRulesStore, 'guilds' | 'reset'>;
  styles: Pick<StyleLibrary, 'groups' | 'dropShelf'>;
  store: Pick<PersistentJobStore, 'channelsShown' | 'deleteChannel' | 'traces'>;
  absences: Absences;
  log: Log;
  /** Resolves before each question, so that people's answers never wait for this. */
  pause?(): Promise<unknown>;
  /** Ends the look. */
  signal?: AbortSignal;
}

const dayMs = 24 * 60 * 60_000;
/** A server may invite the bot again. */
export const graceDays = 30;
const firstMs = 60_000;
const pauseMs = 1_000;

/** Looks a minute after the start and then once a day, until the returned function is called. */
export function startAbsenceWatch(options: Omit<AbsenceWatchOptions, 'pause' | 'signal'>): () => void {
  const stopped = new AbortController();
  const {signal} = stopped;
  const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
  let timer = setTimeout(look, firstMs).unref();

  async function look(): Promise<void> {
    try {
      await dropAbsent({...options, pause, signal}, () => new Date());
    } catch (err) {
      if (signal.aborted) return;
      options.log.error({err}, 'could not look for places that are gone');
    }
    timer = setTimeout(look, dayMs).unref();
  }

  return () => {
    stopped.abort();
    clearTimeout(timer);
  };
}

/** Looks once at every server and channel that something is kept of. An error with one of them ends the look. */
export async function dropAbsent(
  {rest, guildRules, styles, store, absences, log, pause, signal}: AbsenceWatchOptions,
  now: () => Date,
): Promise<void> {
  async function ask<Answer>(question: Promise<Answer>): Promise<Answer> {
    const answer = await question;
    signal?.throwIfAborted();
    return answer;
  }

  for (const guildId of new Set([...guildRules.guilds(), ...(await styles.groups())])) {
    await pause?.();
    signal?.throwIfAborted();
    const presence = await ask(presenceIn(rest, guildId));
    if (presence === 'there') absences.clear(guildId);
    if (presence !== 'gone') continue;
    const since = absences.note(guildId, now());
    if (now().getTime() - since.getTime() < graceDays * dayMs) continue;
    await styles.dropShelf(guildId);
    guildRules.reset(guildId);
    store.traces.dropGuild(guildId);
    absences.clear(guildId);
    log.info({guildId, since}, 'deleted the styles and rules of a server that the bot has left');
  }
  for (const channelId of store.channelsShown()) {
    await pause?.();
    signal?.throwIfAborted();
    if (!(await ask(isChannelGone(rest, channelId)))) continue;
    const jobs = await store.deleteChannel(channelId);
    log.info({channelId, jobs}, 'deleted the pictures of a deleted channel');
  }
}

/** Only Discord's own word counts; trouble on the way to it says nothing. */
async function presenceIn(
  rest: AbsenceWatchOptions['rest'],
  guildId: string,
): Promise<'there' | 'gone' | 'unknown'> {
  try {
    await rest.get(Routes.guild(guildId));
    return 'there';
  } catch (error) {
    const codes: readonly unknown[] = [RESTJSONErrorCodes.UnknownGuild, RESTJSONErrorCodes.MissingAccess];
    return error instanceof DiscordAPIError && codes.includes(error.code) ? 'gone' : 'unknown';
  }
}

/** A channel that the bot may not see (any more) may still be there. */
async function isChannelGone(rest: AbsenceWatchOptions['rest'], channelId: string): Promise<boolean> {
  try {
    await rest.get(Routes.channel(channelId));
    return false;
  } catch (error) {
    return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownChannel;
  }
}
