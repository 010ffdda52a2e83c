import {Routes, SnowflakeUtil} from 'discord.js';
import {z} from 'zod';
import {customId} from '../../custom-id.ts';
import {consequenceOf} from './consequences.ts';
import type {Rest} from './rest.ts';

/** What a posted message can be recognised by. */
export interface Footprint {
  /** Each message of a job has a button to cancel it or to paint it again. */
  jobId: string;
  /** It was not posted before, ISO 8601. */
  since: string;
  applicationId: string;
}

/** Discord's most. */
const pageSize = 100;

const pageSchema = z.array(
  z.object({id: z.string(), author: z.object({id: z.string()}), components: z.unknown()}),
);

/**
 * The id of a job's message that an earlier attempt posted without hearing of it. Looks only at the hundred messages
 * after `since`; undefined if none is it, or if the bot may not read the channel's history.
 */
export async function findPosted(
  rest: Rest,
  channelId: string,
  {jobId, since, applicationId}: Footprint,
): Promise<string | undefined> {
  const after = SnowflakeUtil.generate({timestamp: Date.parse(since)}).toString();
  const query = new URLSearchParams({after, limit: String(pageSize)});
  try {
    const page = pageSchema.parse(await rest.get(Routes.channelMessages(channelId), {query}));
    const buttons = (['cancel', 'again'] as const).map((action) => customId(action, jobId));
    return page.find(({author, components}) => {
      const shown = JSON.stringify(components);
      return author.id === applicationId && buttons.some((id) => shown.includes(id));
    })?.id;
  } catch (error) {
    if (consequenceOf(error) === 'again') throw error;
    return undefined;
  }
}
