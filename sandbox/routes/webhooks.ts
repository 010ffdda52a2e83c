/** Everything a bot can do with an interaction's token after the first response. */
import {MessageFlags, type RESTPostAPIWebhookWithTokenJSONBody} from 'discord-api-types/v10';
import {editOptions} from '../interactions/answers.ts';
import {createAnswer} from '../interactions/callback.ts';
import type {InteractionRecord} from '../interactions/record.ts';
import {requireActive} from '../permissions.ts';
import {composeEdit, composeNew, type MessageBody} from '../rest/compose.ts';
import {DiscordError} from '../rest/discord-error.ts';
import {noContent, ok, param, type RestRequest, type Route} from '../rest/route.ts';
import type {Services} from '../services.ts';
import type {MessageRecord} from '../state/model.ts';
import {webhookBucket} from './buckets.ts';

const base = '/webhooks/{webhook_id}/{webhook_token}';
const maxUserInstallFollowUps = 5;

const followUp: Route<RESTPostAPIWebhookWithTokenJSONBody> = {
  method: 'POST',
  path: base,
  auth: 'none',
  bucket: webhookBucket,
  async handle(request, services) {
    const interaction = interactionOf(request, services);
    const {original} = interaction;
    // Discord keeps this for old bots: the first follow-up after deferring fills the loading message.
    if (original && original.deletedAt === undefined && isLoading(original)) {
      return editThrough(request, services, interaction, original);
    }
    if (interaction.userInstallOnly && interaction.followUps.length >= maxUserInstallFollowUps) {
      throw new DiscordError('tooManyFollowUps');
    }
    const body: MessageBody = request.body;
    const ephemeral = ((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const options = editOptions(services, interaction, request.uploads, ephemeral);
    const content = await composeNew(services, body, options);
    const message = createAnswer(services, interaction, {ephemeral, content});
    services.interactions.addFollowUp(interaction, message);
    return ok(services.payloads.message(message));
  },
};

const getMessage = (path: string): Route => ({
  method: 'GET',
  path,
  auth: 'none',
  bucket: webhookBucket,
  handle(request, services) {
    const message = messageOf(request, interactionOf(request, services));
    return ok(services.payloads.message(message));
  },
});

const editMessage = (path: string): Route<MessageBody> => ({
  method: 'PATCH',
  path,
  auth: 'none',
  bucket: webhookBucket,
  handle(request, services) {
    const interaction = interactionOf(request, services);
    return editThrough(request, services, interaction, messageOf(request, interaction));
  },
});

const deleteMessage = (path: string): Route => ({
  method: 'DELETE',
  path,
  auth: 'none',
  bucket: webhookBucket,
  handle(request, services) {
    services.messages.delete(messageOf(request, interactionOf(request, services)));
    return noContent;
  },
});

export const webhookRoutes: Route[] = [
  followUp,
  ...[`${base}/messages/@original`, `${base}/messages/{message_id}`].flatMap((path) => [
    getMessage(path),
    editMessage(path),
    deleteMessage(path),
  ]),
];

async function editThrough(
  request: RestRequest<MessageBody>,
  services: Services,
  interaction: InteractionRecord,
  message: MessageRecord,
) {
  requireActive(message.channel, services.world.bot);
  const options = editOptions(services, interaction, request.uploads, message.visibleTo !== undefined);
  const change = await composeEdit(services, message, request.body, options);
  // Storing files takes a moment; meanwhile somebody may have deleted the message.
  if (message.deletedAt !== undefined) throw new DiscordError('unknownMessage');
  const answersNow = interaction.state === 'deferred' && message === interaction.original;
  services.messages.edit(message, change);
  if (answersNow) services.interactions.update(interaction, {state: 'answered'});
  return ok(services.payloads.message(message));
}

function interactionOf(request: RestRequest, {interactions, world}: Services): InteractionRecord {
  const interaction = interactions.forWebhook(param(request, 'webhook_id'), param(request, 'webhook_token'));
  if (!world.channel(interaction.channel.id)) throw new DiscordError('unknownChannel');
  return interaction;
}

/** `@original` or one of the interaction's own messages. */
function messageOf(request: RestRequest, interaction: InteractionRecord): MessageRecord {
  const id = request.params.message_id;
  const own = [interaction.original, ...interaction.followUps].filter((message) => message !== undefined);
  const message = id === undefined ? interaction.original : own.find((candidate) => candidate.id === id);
  if (!message || message.deletedAt !== undefined) throw new DiscordError('unknownMessage');
  return message;
}

function isLoading(message: MessageRecord): boolean {
  return (message.flags & MessageFlags.Loading) !== 0;
}
