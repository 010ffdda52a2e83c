import {type APIInteractionResponse, InteractionResponseType, MessageFlags} from 'discord-api-types/v10';
import {acknowledge} from '../interactions/callback.ts';
import type {InteractionRecord} from '../interactions/record.ts';
import {noContent, ok, param, type Route} from '../rest/route.ts';
import type {Services} from '../services.ts';

const createResponse: Route<APIInteractionResponse> = {
  method: 'POST',
  path: '/interactions/{interaction_id}/{interaction_token}/callback',
  auth: 'none',
  async handle(request, services) {
    const interaction = services.interactions.forCallback(
      param(request, 'interaction_id'),
      param(request, 'interaction_token'),
    );
    await acknowledge(services, interaction, request.body, request.uploads);
    const wantsResponse = request.query.get('with_response') === 'true';
    return wantsResponse ? ok(callbackResponse(services, interaction, request.body.type)) : noContent;
  },
};

export const interactionRoutes: Route[] = [createResponse];

function callbackResponse(services: Services, interaction: InteractionRecord, type: InteractionResponseType) {
  const {original, channel} = interaction;
  const isUpdate =
    type === InteractionResponseType.UpdateMessage || type === InteractionResponseType.DeferredMessageUpdate;
  const message = original && {message: services.payloads.message(original)};
  return {
    interaction: {
      id: interaction.id,
      type: interaction.type,
      channel_id: channel.id,
      ...(channel.kind === 'guild' && {guild_id: channel.guild.id}),
      ...(original && {
        response_message_id: original.id,
        response_message_loading: (original.flags & MessageFlags.Loading) !== 0,
        response_message_ephemeral: original.visibleTo !== undefined,
      }),
    },
    ...(message && {resource: {type: isUpdate ? 7 : 4, ...message}}),
  };
}
