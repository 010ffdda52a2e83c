import {messageLink, Routes} from 'discord.js';
import {requireTurn} from '../access/credit.ts';
import {type RemoteImage, requireAcceptable} from '../attachments/fetch-image.ts';
import type {TakeIn} from '../attachments/intake.ts';
import {answerTo} from '../messages/conversation.ts';
import {nonceOf} from '../messages/reply/channel-message.ts';
import type {Gallery} from '../presets/thumbnail-pages.ts';
import type {Services} from '../services.ts';
import {orderPicture} from '../stylize/picture-order.ts';
import {toChoice} from '../stylize/style-choice.ts';
import {languageOf} from '../words/words.ts';
import {pickerMessage} from './picker-message.ts';
import {orderOf} from './plain-order.ts';

/** A message with pictures for the bot. */
export interface PhotoMessage {
  id: string;
  channelId: string;
  guildId: string | undefined;
  author: string;
  text: string;
  /** At least one. */
  images: readonly RemoteImage[];
  locale: string;
}

export type PaintMessage = (message: PhotoMessage) => Promise<void>;

/**
 * Paints the first picture in the style that the message names. If it names none, answers it with the picker, which only
 * its author can use. @throws AppError
 */
export function createPaintMessage(services: Services, takeIn: TakeIn, gallery: Gallery): PaintMessage {
  return async ({id, channelId, guildId, author: owner, text, images, locale}) => {
    const presets = await services.styles.catalogueOf(guildId);
    const preset = presets.namedIn(text);
    const [photo] = images as readonly [RemoteImage];
    requireAcceptable(services, 'image', photo);
    requireTurn(services, {owner, guildId});
    if (preset) {
      const order = {
        owner,
        photo,
        presets,
        ...orderOf(services, toChoice(preset, languageOf(locale)), guildId),
      };
      const place = {locale, ...(guildId !== undefined && {guildId})};
      await orderPicture(services, takeIn, order, answerTo(services.rest, {id, channelId}, place));
      return;
    }
    const source = guildId === undefined ? messageLink(channelId, id) : messageLink(channelId, id, guildId);
    const state = {images, source, chosen: 0, page: 0, asker: owner};
    const {files, ...picker} = await pickerMessage(gallery, presets, state, locale);
    const [sheet] = files;
    await services.rest.post(Routes.channelMessages(channelId), {
      body: {
        ...picker,
        ...(sheet && {attachments: [{id: '0', filename: sheet.name, description: sheet.description}]}),
        allowed_mentions: {parse: []},
        message_reference: {message_id: id, fail_if_not_exists: false},
        // The gateway may bring the same message twice.
        nonce: nonceOf(`picker for ${id}`),
        enforce_nonce: true,
      },
      ...(sheet && {files: [{name: sheet.name ?? '', data: sheet.attachment as Buffer}]}),
    });
  };
}
