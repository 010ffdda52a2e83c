/** The schema of the page's requests; each is checked before anything is done. */
import * as z from 'zod';
import type {Action} from '../protocol.ts';

const id = z.string().regex(/^\d{1,20}$/);
const name = z.string().min(1).max(100);
const file = z.object({file: z.int().min(0).max(99)});
const option = z.union([
  z.string().max(6000),
  z.number(),
  z.boolean(),
  file,
  z.object({user: id}),
  z.object({channel: id}),
]);
const command = {channel: id, name, options: z.record(z.string(), option)};
const message = {channel: id, message: id};
const customId = z.string().min(1).max(100);

export const actionSchema: z.ZodType<Action> = z.discriminatedUnion('do', [
  z.object({do: z.literal('send'), channel: id, content: z.string().max(2000), files: z.array(file).max(10)}),
  z.object({do: z.literal('command'), ...command}),
  z.object({do: z.literal('autocomplete'), focused: name, ...command}),
  z.object({do: z.literal('messageCommand'), ...message, name}),
  z.object({do: z.literal('click'), ...message, customId}),
  z.object({do: z.literal('select'), ...message, customId, values: z.array(z.string()).max(25)}),
  z.object({
    do: z.literal('modal'),
    interaction: id,
    values: z.record(z.string(), z.union([z.string().max(4000), z.array(z.string()), z.array(file)])),
  }),
  z.object({do: z.literal('react'), ...message, emoji: name}),
  z.object({do: z.literal('unreact'), ...message, emoji: name}),
  z.object({do: z.literal('delete'), ...message}),
  z.object({do: z.literal('type'), channel: id}),
  z.object({do: z.literal('invite'), username: z.string().regex(/^[a-z0-9_.]{2,32}$/)}),
]);
