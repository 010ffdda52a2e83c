import {
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  ComponentType,
  type InteractionEditReplyOptions,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import {AppError} from '../../errors.ts';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import {requireShare, requireTurn} from '../access/credit.ts';
import type {FetchedImage, RemoteImage} from '../attachments/fetch-image.ts';
import type {FetchImage, TakeIn} from '../attachments/intake.ts';
import type {IdHandler} from '../command.ts';
import {refusedLine} from '../guilds/guild-log.ts';
import {replaceQuestion} from '../messages/replace-question.ts';
import {wayOut} from '../pages/way-out.ts';
import {cancelOwn} from '../picture/actions/cancel.ts';
import {stylePicker} from '../presets/style-picker.ts';
import type {Gallery} from '../presets/thumbnail-pages.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {type GivenOrder, givenOrderSchema, planPicture} from './given-order.ts';
import {type Mend, mendOf} from './mend.ts';
import {preparePicture} from './picture-order.ts';
import {ownStyleOption} from './style-choice.ts';

const prefix = 'draft:v1:';
const draftSchema = givenOrderSchema.extend({spoiler: givenOrderSchema.shape.isPrivate});

/** An order with its images, which are kept for a day. */
interface Kept {
  id: string;
  given: GivenOrder;
  photo: FetchedImage;
  own: FetchedImage | null;
}

/** What is wrong with an order, and how it can go on. */
interface Trouble {
  error: unknown;
  mend: Mend;
}

type Reader = Pick<ButtonInteraction, 'locale' | 'user' | 'guildId'>;

/** How long an order waits for the picture that makes room to say that it is cancelled. Discord waits three seconds. */
const patienceMs = 1_000;

interface Opening {
  given: GivenOrder;
  photo: RemoteImage;
  own: RemoteImage | null;
  error: unknown;
}

/**
 * Orders that only lack something or come at a bad time, for example while the queue is full: the photo and everything
 * that was given are kept, and a private message offers to go on, by choosing a painting from thumbnails, by agreeing to
 * a change, by cancelling another picture or by trying again. Its buttons work after a restart, too.
 */
export function createUnfinishedOrders(services: Services, takeIn: TakeIn, gallery: Gallery) {
  const {drafts} = services;

  async function offer(
    reader: Reader,
    id: string,
    {error, mend}: Trouble,
    catalogue: StyleCatalogue,
    page = 0,
  ): Promise<InteractionEditReplyOptions> {
    const {locale, user} = reader;
    services.log.info({owner: user.id, mend: mend.kind}, 'an order waits for its owner');
    const reason = services.explain(error, locale);
    const plain = {files: [], attachments: []};
    const {kept, keptUntilThen, again} = wordsFor(locale).pages.mend;
    if (mend.kind === 'agree' || mend.kind === 'again') {
      const notes = mend.kind === 'again' ? [isPaused(error) ? kept : keptUntilThen] : [];
      const content = [reason, ...notes].join(' ');
      return {content, components: [button(`${prefix}${id}:${mend.kind}`, mend.label)], ...plain};
    }
    if (mend.kind === 'makeRoom') {
      const {content = reason, components = []} =
        wayOut(services, error, reader, (jobId) => `${prefix}${id}:room:${jobId}`) ?? {};
      return {content, components: [...components, button(`${prefix}${id}:again`, again)], ...plain};
    }
    const ids = {
      style: (presetId: string) => `${prefix}${id}:style:${presetId}`,
      page: (index: number) => `${prefix}${id}:page:${index}`,
    };
    return stylePicker(gallery, nearestFirst(catalogue, mend.near), {page, title: reason, ids}, locale);
  }

  /** Undefined if the order can be painted as it is. @throws the refusal if it cannot be mended */
  function troubleOf(
    {guildId, locale, user}: Reader,
    {given, own}: Pick<Kept, 'given' | 'own'>,
    catalogue: StyleCatalogue,
  ): Trouble | undefined {
    try {
      planPicture(services, catalogue, given, {own, guildId, locale});
      requireTurn(services, {owner: user.id, guildId: guildId ?? undefined});
      return undefined;
    } catch (error) {
      const mend = mendOf(error, given, catalogue, wordsFor(locale));
      if (!mend) throw error;
      return {error, mend};
    }
  }

  async function keep(owner: string, {given, photo, own}: Omit<Kept, 'id'>): Promise<string> {
    const spoiler = photo.spoiler || own?.spoiler === true;
    const images = {photo: photo.bytes, ...(own && {style: own.bytes})};
    return drafts.add(owner, {given: {...given, spoiler}, ...images});
  }

  async function recall(owner: string, id: string): Promise<Kept> {
    const draft = await drafts.read(owner, id);
    if (!draft) throw new AppError('UNKNOWN_JOB', 'the photo of this order is gone');
    const {spoiler, ...given} = draftSchema.parse(draft.given);
    const own = draft.style ? {bytes: draft.style, spoiler} : null;
    return {id, given, photo: {bytes: draft.photo, spoiler}, own};
  }

  /**
   * What to say first about an order that was refused with `error`. Somebody who can have no picture for a while need
   * not choose a painting yet. Somebody with too many in progress chooses the painting first and makes room afterwards.
   */
  function firstTrouble(error: unknown, order: {owner: string; guildId: string | undefined}): unknown {
    if (isPaused(error)) return error;
    try {
      requireShare(services, order);
      return error;
    } catch (refusal) {
      return refusal instanceof AppError && refusal.detail?.reason === 'ownerFull' ? error : refusal;
    }
  }

  /** Paints the order, or asks for what it lacks now. `asKept`: nothing in it has changed. */
  async function goOn(
    interaction: ButtonInteraction,
    kept: Kept,
    {asKept, catalogue}: {asKept: boolean; catalogue: StyleCatalogue},
  ): Promise<void> {
    const owner = interaction.user.id;
    const trouble = troubleOf(interaction, kept, catalogue);
    if (trouble) {
      await interaction.deferUpdate();
      const id = asKept ? kept.id : await keep(owner, kept);
      await interaction.editReply(await offer(interaction, id, trouble, catalogue));
      return;
    }
    const {given, photo, own} = kept;
    const {guildId, locale} = interaction;
    const plan = planPicture(services, catalogue, given, {own, guildId, locale});
    const visibility = given.isPrivate ? {flags: MessageFlags.Ephemeral as const} : {};
    const note = wordsFor(locale).job.for(`<@${owner}>`);
    await replaceQuestion(services, interaction, visibility, () =>
      preparePicture(services, takeIn, {owner, photo, note, ...plan}),
    );
  }

  const handler: IdHandler = {
    prefix,
    async handle(interaction) {
      const [, id, use, choice = ''] =
        /^draft:v1:([0-9a-f]{12}):(style|page|agree|again|room)(?::([\w-]+))?$/.exec(interaction.customId) ??
        [];
      if (!interaction.isButton() || id === undefined)
        throw new AppError('UNKNOWN_JOB', `no order for ${interaction.customId}`);
      const kept = await recall(interaction.user.id, id);
      const catalogue = await services.styles.catalogueOf(interaction.guildId ?? undefined);
      const trouble = troubleOf(interaction, kept, catalogue);
      if (use === 'page' && trouble) {
        await interaction.deferUpdate();
        await interaction.editReply(await offer(interaction, id, trouble, catalogue, Number(choice)));
        return;
      }
      if (use === 'room' && trouble?.mend.kind === 'makeRoom')
        await cancelOwn(services, {owner: interaction.user.id, jobId: choice}, patienceMs);
      const asKept = use === 'again' || use === 'room';
      const given = asKept ? kept.given : mended(kept.given, trouble?.mend, choice);
      await goOn(interaction, {...kept, given}, {asKept, catalogue});
    },
  };

  return {
    handler,
    /** Answers an order that was refused with `error`. @throws the refusal if it cannot be mended */
    async open(
      interaction: ChatInputCommandInteraction | ModalSubmitInteraction,
      {given, photo, own, error}: Opening,
    ): Promise<void> {
      const owner = interaction.user.id;
      const catalogue = await services.styles.catalogueOf(interaction.guildId ?? undefined);
      const words = wordsFor(interaction.locale);
      if (!mendOf(error, given, catalogue, words)) throw error;
      const first = firstTrouble(error, {owner, guildId: interaction.guildId ?? undefined});
      const mend = mendOf(first, given, catalogue, words);
      if (!mend) throw first;
      await interaction.deferReply({flags: MessageFlags.Ephemeral});
      const fetching = async (fetchImage: FetchImage) => ({
        photo: await fetchImage('image', photo),
        own: own && (await fetchImage(ownStyleOption, own)),
      });
      const id = await keep(owner, {given, ...(await takeIn(owner, fetching, {forLater: true}))});
      const isRefusal = mend.kind === 'again' || mend.kind === 'makeRoom';
      if (isRefusal && first instanceof AppError) {
        services.guildLog.write(interaction.guildId ?? undefined, refusedLine(owner, first));
      }
      await interaction.editReply(await offer(interaction, id, {error: first, mend}, catalogue));
    },
  };
}

function isPaused(error: unknown): boolean {
  return error instanceof AppError && error.code === 'PAUSED';
}

function mended(given: GivenOrder, mend: Mend | undefined, choice: string): GivenOrder {
  if (mend?.kind === 'agree') return mend.given;
  if (mend?.kind !== 'choose') return given;
  return {...given, names: given.names.map((name, slot) => (slot === mend.slot ? choice : name))};
}

function nearestFirst(catalogue: StyleCatalogue, name: string): StyleCatalogue {
  const near = catalogue.search(name);
  const others = catalogue.list().filter((preset) => !near.includes(preset));
  return {...catalogue, list: () => [...near, ...others]};
}

function button(custom_id: string, label: string) {
  return {
    type: ComponentType.ActionRow as const,
    components: [
      {
        type: ComponentType.Button as const,
        style: ButtonStyle.Primary as const,
        label,
        custom_id,
      },
    ],
  };
}
