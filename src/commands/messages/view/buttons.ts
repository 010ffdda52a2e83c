import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import {customId} from '../../custom-id.ts';
import {type Action, emojis} from '../../picture/actions.ts';
import type {Words} from '../../words/words.ts';

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** Discord's limit for one row. */
const rowLength = 5;

/** Buttons that act on the job, five in a row. */
export function buttons(jobId: string, actions: readonly Action[], words: Words): Row[] {
  const starts = actions.map((_, index) => index).filter((index) => index % rowLength === 0);
  return starts.map((start) => ({
    type: ComponentType.ActionRow,
    components: actions.slice(start, start + rowLength).map((action) => button(jobId, action, words)),
  }));
}

function button(jobId: string, action: Action, words: Words): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: action === 'delete' ? ButtonStyle.Danger : ButtonStyle.Secondary,
    custom_id: customId(action, jobId),
    label: words.buttons[action],
    ...(action === 'cancel' ? {} : {emoji: {name: emojis[action]}}),
  };
}
