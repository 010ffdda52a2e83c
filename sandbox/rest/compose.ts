/**
 * Turns a request body into message content, for every route that creates or edits a message, and checks the rules a
 * schema cannot state.
 */
import {
  type APIAllowedMentions,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  MessageFlags,
} from 'discord-api-types/v10';
import type {Services} from '../services.ts';
import {mentionedUsers} from '../state/mentions.ts';
import type {MessageContent} from '../state/messages.ts';
import type {MessageRecord} from '../state/model.ts';
import {componentIssues} from './component-rules.ts';
import {DiscordError, type FormIssue, invalidForm} from './discord-error.ts';
import {
  type AttachmentEntry,
  type FileRules,
  keptFiles,
  requireFewFiles,
  storeUploads,
} from './message-files.ts';

/** The fields that all of the API's message bodies share. */
export interface MessageBody {
  content?: string | null | undefined;
  embeds?: APIEmbed[] | null | undefined;
  components?: APIMessageTopLevelComponent[] | null | undefined;
  attachments?: readonly AttachmentEntry[] | null | undefined;
  allowed_mentions?: APIAllowedMentions | null | undefined;
  flags?: number | null | undefined;
}

const maxContentLength = 2000;
const maxEmbedCharacters = 6000;
/** Flags a sender may set. */
const sendableFlags =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;
const editableFlags = MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2;

/** Message fields the sandbox does not support; it refuses them rather than losing them. */
const unsupportedFields = [
  'poll',
  'sticker_ids',
  'tts',
  'nonce',
  'shared_client_theme',
  'applied_tags',
  'thread_name',
];

export async function composeNew(
  services: Services,
  body: MessageBody,
  options: FileRules,
): Promise<MessageContent> {
  refuseUnsupported(body);
  const content: MessageContent = {
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: body.components ?? [],
    files: [],
    flags: (body.flags ?? 0) & sendableFlags,
    mentions: mentionedUsers(services.world, body.content ?? '', body.allowed_mentions),
  };
  checkRules(content);
  content.files = await storeUploads(services, body.attachments, options);
  requireSomething(content);
  return content;
}

/** Only the fields the body names change; null empties a field. */
export async function composeEdit(
  services: Services,
  message: MessageRecord,
  body: MessageBody,
  options: FileRules,
): Promise<Partial<MessageContent>> {
  refuseUnsupported(body);
  // Storing takes a moment in which others may edit, so the message is read only afterwards.
  const stored = await storeUploads(services, body.attachments, options);
  const flags =
    body.flags === undefined || body.flags === null
      ? message.flags
      : (message.flags & ~MessageFlags.SuppressEmbeds) | (body.flags & editableFlags);
  const content: MessageContent = {
    content: body.content === undefined ? message.content : (body.content ?? ''),
    embeds: body.embeds === undefined ? message.embeds : (body.embeds ?? []),
    components: body.components === undefined ? message.components : (body.components ?? []),
    files: [...keptFiles(message.files, body.attachments, options.uploads), ...stored],
    flags: flags & ~MessageFlags.Loading,
    mentions:
      body.content === undefined
        ? message.mentions
        : mentionedUsers(services.world, body.content ?? '', body.allowed_mentions),
  };
  checkRules(content);
  requireFewFiles(content.files.length);
  requireSomething(content);
  return content;
}

function checkRules(content: MessageContent): void {
  const issues: FormIssue[] = componentIssues(content.components);
  if (content.content.length > maxContentLength) {
    const message = `Must be ${maxContentLength} or fewer in length.`;
    issues.push({path: ['content'], code: 'BASE_TYPE_MAX_LENGTH', message});
  }
  if (embedLength(content.embeds) > maxEmbedCharacters) {
    const message = `Embed size exceeds maximum size of ${maxEmbedCharacters}`;
    issues.push({path: ['embeds'], code: 'MAX_EMBED_SIZE_EXCEEDED', message});
  }
  if (content.flags & MessageFlags.IsComponentsV2) {
    const taken = [content.content && 'content', content.embeds.length > 0 && 'embeds'].filter(Boolean);
    for (const field of taken) {
      const message = 'The field cannot be used when using MessageFlags.IS_COMPONENTS_V2';
      issues.push({
        path: [String(field)],
        code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        message,
      });
    }
  }
  if (issues.length > 0) throw new DiscordError('invalidForm', issues);
}

function refuseUnsupported(body: MessageBody): void {
  const field = Object.entries(body).find(([name, value]) => unsupportedFields.includes(name) && value)?.[0];
  if (field) throw invalidForm([field], 'SANDBOX_UNSUPPORTED', `The sandbox does not know ${field}.`);
}

function requireSomething(content: MessageContent): void {
  const parts = [content.content, content.embeds.length, content.components.length, content.files.length];
  if (!parts.some(Boolean)) throw new DiscordError('emptyMessage');
}

function embedLength(embeds: readonly APIEmbed[]): number {
  const texts = embeds.flatMap((embed) => [
    embed.title,
    embed.description,
    embed.footer?.text,
    embed.author?.name,
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
  ]);
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}
