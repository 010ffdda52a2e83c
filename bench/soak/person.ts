import {setTimeout as delay} from 'node:timers/promises';
import {
  type ChannelHandle,
  ClientRefusal,
  type FileInput,
  type MessageHandle,
  type ScriptedUser,
} from '../../sandbox/index.ts';
import {jobShownBy, shownBy} from './chronicle.ts';
import type {Dice} from './dice.ts';

export interface PersonOptions {
  user: ScriptedUser;
  /** Where they ask; undefined means direct messages. */
  channel: ChannelHandle | undefined;
  moderator: ScriptedUser;
  image: FileInput;
  jobs: number;
  dice: Dice;
  /** Aborted when the soak gives up. */
  signal: AbortSignal;
}

const styles = ['kandinsky', 'starry-night', 'great-wave'] as const;
/** How long to wait for an answer: the bot may be down, or its message may be deleted meanwhile. */
const patience = {timeoutMs: 20_000};

/**
 * One person who asks for `jobs` pictures, one after the other or a few at once, and does with them what people do.
 * They put up with whatever Discord's client refuses or an absent bot leaves undone.
 */
export async function visit(options: PersonOptions): Promise<void> {
  const {jobs, dice, signal} = options;
  const meddling: Promise<void>[] = [];
  for (let job = 0; job < jobs; ) {
    signal.throwIfAborted();
    const message = await ask(options);
    if (!message) {
      await delay(dice.between(300, 1_000));
      continue;
    }
    job += 1;
    const meddled = meddle(options, message);
    meddling.push(meddled);
    if (dice.chance(0.6)) await meddled;
  }
  await Promise.all(meddling);
}

/** The message of an accepted job; undefined when none was accepted. */
async function ask({user, channel, image, dice}: PersonOptions): Promise<MessageHandle | undefined> {
  const values = {
    image,
    style: dice.pick(styles),
    size: 128,
    quality: 'draft',
    seed: Math.floor(dice.between(0, 1e6)),
    ...(dice.chance(0.1) && {private: true}),
  };
  return attempt(async () => {
    const handle = await user.slash('stylize', values, channel ? {channel} : {dm: true});
    const message = await handle.waitForResponse(patience);
    // An answer without buttons refuses the job.
    await message.waitFor(({content}) => content !== '', patience);
    return jobShownBy(message.current) === undefined ? undefined : message;
  });
}

async function meddle({user, moderator, dice}: PersonOptions, message: MessageHandle): Promise<void> {
  const whim = dice.between(0, 1);
  await delay(dice.between(0, 800));
  if (whim < 0.15) return cancel(user, message);
  if (whim < 0.23) return deleteIt(moderator, message);
  await attempt(() =>
    message.waitFor((state) => !['nothing', 'under way'].includes(shownBy(state)), {timeoutMs: 120_000}),
  );
  await delay(dice.between(0, 500));
  if (whim < 0.3) return press(user, message, /:delete:/);
  if (whim < 0.36) return press(user, message, dice.pick([/:again:/, /:more:/, /:less:/]));
  if (whim < 0.42) await attempt(async () => user.react(message, dice.pick(['🔁', '➕', '🗑️'])));
  else if (whim < 0.44) return deleteIt(moderator, message);
  // A second press by mistake, or a press long after, must not touch a finished picture.
  else if (whim < 0.48) return cancel(user, message);
}

async function cancel(user: ScriptedUser, message: MessageHandle): Promise<void> {
  await press(user, message, /:cancel:/);
}

async function press(user: ScriptedUser, message: MessageHandle, customId: RegExp): Promise<void> {
  await attempt(() => user.click(message, {customId}).waitForAcknowledgement(patience));
}

async function deleteIt(moderator: ScriptedUser, message: MessageHandle): Promise<void> {
  await attempt(async () => moderator.deleteMessage(message));
}

/** Undefined when Discord's client refused, or the bot was absent. */
async function attempt<T>(what: () => Promise<T>): Promise<T | undefined> {
  try {
    return await what();
  } catch (error) {
    if (error instanceof ClientRefusal || isInVain(error)) return undefined;
    throw error;
  }
}

function isInVain(error: unknown): boolean {
  return error instanceof Error && /did not respond|in vain|was deleted/.test(error.message);
}
