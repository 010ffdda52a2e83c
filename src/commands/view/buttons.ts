import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import {type Action, emojis, labels} from '../actions.ts';
import {customId} from '../custom-id.ts';

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** One row of buttons that act on the job. */
export function buttons(jobId: string, actions: readonly Action[]): Row[] {
  return [{type: ComponentType.ActionRow, components: actions.map((action) => button(jobId, action))}];
}

function button(jobId: string, action: Action): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    custom_id: customId(action, jobId),
    label: labels[action],
    ...(action === 'cancel' ? {} : {emoji: {name: emojis[action]}}),
  };
}
