import type {RenderSettings} from '../../nst/contract/protocol.ts';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import {requireCredit} from '../access/credit.ts';
import type {FetchedImage, RemoteImage} from '../attachments/fetch-image.ts';
import type {FetchImage, TakeIn} from '../attachments/intake.ts';
import {runJob} from '../lifecycle/accept-job.ts';
import type {Conversation} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {type ChosenStyle, ownStyleOption} from './style-choice.ts';

export interface PictureOrder {
  owner: string;
  photo: RemoteImage;
  styles: readonly ChosenStyle<RemoteImage>[];
  /** The catalogue that the presets in `styles` come from. */
  presets: Pick<StyleCatalogue, 'read'>;
  settings: RenderSettings;
}

/** Fetches the images and paints the picture in `conversation`; resolves when the message there says how it ended. */
export async function orderPicture(
  services: Services,
  takeIn: TakeIn,
  {owner, photo, styles, presets, settings}: PictureOrder,
  conversation: Conversation,
): Promise<void> {
  requireCredit(services, {owner, guildId: conversation.place.guildId});
  const [content, ...paintings] = await takeIn(owner, (fetchImage) =>
    Promise.all([
      fetchImage('image', photo),
      ...styles.map((style) => readStyle(presets, style, fetchImage)),
    ]),
  );
  const order = {
    owner,
    settings,
    styles: styles.map(({id, title, weight}) => ({id, title, weight})),
    spoiler: [content, ...paintings].some(({spoiler}) => spoiler),
    inputs: {content: content.bytes, styles: paintings.map(({bytes}) => bytes)},
  };
  await runJob(services, order, conversation);
}

async function readStyle(
  presets: PictureOrder['presets'],
  {id, attachment}: ChosenStyle<RemoteImage>,
  fetchImage: FetchImage,
): Promise<FetchedImage> {
  if (attachment) return fetchImage(ownStyleOption, attachment);
  return {bytes: await presets.read(id), spoiler: false};
}
