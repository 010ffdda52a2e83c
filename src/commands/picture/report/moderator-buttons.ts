import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  type Message,
} from 'discord.js';
import type {Words} from '../../words/words.ts';

export const reportPrefix = 'report:v1:';

/** What moderators can do about a report, with the job or the person that it is about. */
export type Remedy = `delete:${string}` | `block:${string}`;

export function moderatorButtons(
  remedies: readonly Remedy[],
  {buttons}: Words,
): APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  if (remedies.length === 0) return [];
  const components = remedies.map((remedy): APIButtonComponentWithCustomId => {
    const deletes = remedy.startsWith('delete:');
    return {
      type: ComponentType.Button,
      style: deletes ? ButtonStyle.Danger : ButtonStyle.Secondary,
      custom_id: `${reportPrefix}${remedy}`,
      label: deletes ? buttons.deletePicture : buttons.blockPerson,
    };
  });
  return [{type: ComponentType.ActionRow, components}];
}

export function remedyOf(customId: string): Remedy | undefined {
  const [, remedy] = /^report:v1:((?:delete|block):[\w-]+)$/.exec(customId) ?? [];
  return remedy as Remedy | undefined;
}

/** What a report's message still offers. */
export function remediesIn({components}: Pick<Message, 'components'>): Remedy[] {
  return components.flatMap((row) =>
    'components' in row
      ? row.components.flatMap((part) => {
          const remedy = 'customId' in part && part.customId ? remedyOf(part.customId) : undefined;
          return remedy ?? [];
        })
      : [],
  );
}
