import type {RenderSettings} from '../../nst/contract/protocol.ts';
import type {StyleCatalogue} from '../../styles/style-catalogue.ts';
import type {FetchedImage, RemoteImage} from '../attachments/fetch-image.ts';
import type {FetchImage, TakeIn} from '../attachments/intake.ts';
import {type Accepted, acceptJob} from '../lifecycle/accept-job.ts';
import type {Conversation} from '../messages/conversation.ts';
import type {Services} from '../services.ts';
import {type ChosenStyle, ownStyleOption} from './style-choice.ts';

/** An image to fetch, or one that was fetched earlier. */
export type ImageSource = RemoteImage | FetchedImage;

export interface PictureOrder {
  owner: string;
  photo: ImageSource;
  styles: readonly ChosenStyle<ImageSource>[];
  /** The catalogue that the presets in `styles` come from. */
  presets: Pick<StyleCatalogue, 'read'>;
  settings: RenderSettings;
  /** A line above the picture, for example whom it is for. */
  note?: string;
}

/** Fetches the images and puts the picture in line; it forms in `conversation`. */
export async function orderPicture(
  services: Services,
  takeIn: TakeIn,
  order: PictureOrder,
  conversation: Conversation,
): Promise<void> {
  const paintIn = await preparePicture(services, takeIn, order);
  await paintIn(conversation);
}

/** Fetches the images. Resolves with what puts the picture in line. */
export async function preparePicture(
  services: Services,
  takeIn: TakeIn,
  {owner, photo, styles, presets, settings, note}: PictureOrder,
): Promise<(conversation: Conversation) => Promise<Accepted>> {
  const [content, ...paintings] = await takeIn(owner, (fetchImage) =>
    Promise.all([
      readImage('image', photo, fetchImage),
      ...styles.map((style) => readStyle(presets, style, fetchImage)),
    ]),
  );
  const order = {
    owner,
    settings,
    ...(note !== undefined && {note}),
    styles: styles.map(({id, title, weight}) => ({id, title, weight})),
    spoiler: [content, ...paintings].some(({spoiler}) => spoiler),
    inputs: {content: content.bytes, styles: paintings.map(({bytes}) => bytes)},
  };
  return (conversation) => acceptJob(services, order, conversation);
}

async function readStyle(
  presets: PictureOrder['presets'],
  {id, attachment}: ChosenStyle<ImageSource>,
  fetchImage: FetchImage,
): Promise<FetchedImage> {
  if (attachment) return readImage(ownStyleOption, attachment, fetchImage);
  return {bytes: await presets.read(id), spoiler: false};
}

function readImage(option: string, image: ImageSource, fetchImage: FetchImage): Promise<FetchedImage> {
  return 'bytes' in image ? Promise.resolve(image) : fetchImage(option, image);
}
