import {type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType} from 'discord.js';
import type {Words} from '../../words/words.ts';

/** Buttons to the previous and next page; none if there is only one page. `idOf`: the custom id that shows a page. */
export function pager(
  {index, pages}: {index: number; pages: number},
  idOf: (page: number) => string,
  {buttons}: Words,
): APIActionRowComponent<APIButtonComponent>[] {
  if (pages < 2) return [];
  const button = (label: string, page: number): APIButtonComponent => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: idOf(page),
    disabled: page < 0 || page >= pages,
  });
  return [
    {
      type: ComponentType.ActionRow,
      components: [button(buttons.previous, index - 1), button(buttons.next, index + 1)],
    },
  ];
}
