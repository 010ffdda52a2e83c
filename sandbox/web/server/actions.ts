/** Does what the page asks, through the viewer's scripted user, so that the client's rules apply here too. */
import {type FileInput, file as fileInput} from '../../actors/file.ts';
import type {OptionValue} from '../../actors/option-values.ts';
import {ClientRefusal} from '../../actors/refusal.ts';
import type {ScriptedUser} from '../../actors/scripted-user.ts';
import {ChannelHandle} from '../../handles/channel-handle.ts';
import {InteractionHandle} from '../../handles/interaction-handle.ts';
import {MessageHandle} from '../../handles/message-handle.ts';
import type {Sandbox} from '../../index.ts';
import type {InteractionRecord} from '../../interactions/record.ts';
import {may} from '../../permissions.ts';
import type {Upload} from '../../rest/body.ts';
import type {Action, ActionResult, CommandInput, FileValue, ModalInput, OptionInput} from '../protocol.ts';

export interface ActionContext {
  sandbox: Sandbox;
  viewer: ScriptedUser;
  uploads: readonly Upload[];
  /** Interactions with an open modal: shown but not yet sent. */
  openModals: Map<string, InteractionRecord>;
  /** Called when a message disappears only from the viewer's screen. */
  onDismissed: (message: MessageHandle) => void;
}

/** @throws ClientRefusal if the Discord client would not allow the action. */
export async function perform(context: ActionContext, action: Action): Promise<ActionResult> {
  const {sandbox, viewer} = context;
  switch (action.do) {
    case 'send': {
      const files = action.files.map((value) => uploaded(context, value));
      await viewer.send(action.content, {channel: channelOf(context, action.channel), files});
      return {};
    }
    case 'command':
      await viewer.slash(action.name, optionsOf(context, action), {
        channel: channelOf(context, action.channel),
      });
      return {};
    case 'autocomplete': {
      const place = {channel: channelOf(context, action.channel)};
      const values = optionsOf(context, action);
      return {choices: await viewer.autocomplete(action.name, values, action.focused, place)};
    }
    case 'messageCommand':
      viewer.messageCommand(action.name, messageOf(context, action));
      return {};
    case 'click':
      viewer.click(messageOf(context, action), {customId: action.customId});
      return {};
    case 'select':
      viewer.select(messageOf(context, action), {customId: action.customId}, action.values);
      return {};
    case 'modal': {
      const shownBy = context.openModals.get(action.interaction);
      if (!shownBy) throw new ClientRefusal('this form was already sent or closed');
      const values = Object.entries(action.values).map(([key, value]) => [key, fieldOf(context, value)]);
      await viewer.submitModal(new InteractionHandle(sandbox.services, shownBy), Object.fromEntries(values));
      context.openModals.delete(action.interaction);
      return {};
    }
    case 'react':
    case 'unreact':
      viewer[action.do](messageOf(context, action), action.emoji);
      return {};
    case 'delete': {
      const message = messageOf(context, action);
      viewer.deleteMessage(message);
      if (message.ephemeral) context.onDismissed(message);
      return {};
    }
    case 'type':
      viewer.startTyping({channel: channelOf(context, action.channel)});
      return {};
    case 'invite':
      return {userId: sandbox.user(action.username).id};
  }
}

function channelOf({sandbox, viewer}: ActionContext, id: string): ChannelHandle {
  const record = sandbox.services.world.channel(id);
  if (!record || !may(record, viewer.record, 'ViewChannel'))
    throw new ClientRefusal(`there is no channel ${id}`);
  return new ChannelHandle(sandbox.services, record);
}

function messageOf(context: ActionContext, action: {channel: string; message: string}): MessageHandle {
  const {record} = channelOf(context, action.channel);
  const message = context.sandbox.services.messages.find(record, action.message);
  if (!message) throw new ClientRefusal('the message is gone');
  return new MessageHandle(context.sandbox.services, message);
}

function optionsOf(context: ActionContext, {options}: CommandInput): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, optionOf(context, value)] as const),
  );
}

function optionOf(context: ActionContext, value: OptionInput): OptionValue {
  if (typeof value !== 'object') return value;
  if ('file' in value) return uploaded(context, value);
  if ('channel' in value) return channelOf(context, value.channel);
  const record = context.sandbox.services.world.users.get(value.user);
  if (!record) throw new ClientRefusal(`there is no user ${value.user}`);
  return {record};
}

function fieldOf(context: ActionContext, value: ModalInput): string | string[] | FileInput[] {
  if (typeof value === 'string') return value;
  const files = value.filter((entry) => typeof entry !== 'string');
  return files.length > 0
    ? files.map((entry) => uploaded(context, entry))
    : value.filter((entry) => typeof entry === 'string');
}

function uploaded({uploads}: ActionContext, {file}: FileValue): FileInput {
  const upload = uploads.find(({index}) => index === file);
  if (!upload) throw new ClientRefusal(`the upload has no file ${file}`);
  return fileInput(upload.filename, upload.bytes);
}
