import type {APIMessage} from 'discord-api-types/v10';
import type {LogLine} from '../../sandbox/bot-process.ts';
import {MessageHandle, type Sandbox} from '../../sandbox/index.ts';
import {walkComponents} from '../../sandbox/state/component-tree.ts';
import {parseCustomId} from '../../src/commands/custom-id.ts';

/** What a message says about its job. */
export type Shown = 'nothing' | 'under way' | 'done' | 'cancelled' | 'failed';

/** Records what happens in one sandbox from now on: the bot's messages, including deleted ones, and its log lines. */
export class Chronicle {
  readonly messages = new Map<string, MessageHandle>();
  readonly lines: LogLine[] = [];
  /** From the dispatch of an interaction to its acknowledgement, milliseconds, without failed ones. */
  acknowledgementsMs: number[] = [];
  unanswered = 0;

  constructor({events, services}: Sandbox) {
    const openedAt = new Map<string, number>();
    events.subscribe((event) => {
      if (event.type === 'messageCreated' && event.message.author.bot) {
        this.messages.set(event.message.id, new MessageHandle(services, event.message));
      } else if (event.type === 'interactionCreated') {
        openedAt.set(event.interaction.id, performance.now());
      } else if (event.type === 'interactionChanged') {
        const {id, state} = event.interaction;
        const opened = openedAt.get(id);
        if (opened === undefined || state === 'waiting') return;
        openedAt.delete(id);
        if (state === 'failed') this.unanswered += 1;
        else this.acknowledgementsMs.push(performance.now() - opened);
      }
    });
  }

  /** Fields of the log lines with this text, whichever of the bot's processes wrote them. */
  said(msg: string): Record<string, unknown>[] {
    return this.lines.map(({fields}) => fields).filter((fields) => fields.msg === msg);
  }

  /** The messages that have ever shown this job. */
  showing(jobId: string): MessageHandle[] {
    return [...this.messages.values()].filter(({history}) =>
      history.some(({message}) => jobShownBy(message) === jobId),
    );
  }
}

/** The id of the job a message shows, read from its buttons. A question about a job has only the button that answers. */
export function jobShownBy(message: APIMessage): string | undefined {
  return [...buttonsOf(message)].find(({action}) => action === 'again' || action === 'cancel')?.jobId;
}

export function shownBy(message: APIMessage): Shown {
  const offered = new Set([...buttonsOf(message)].map(({action}) => action));
  if (offered.has('cancel')) return 'under way';
  if (offered.has('more')) return 'done';
  if (!offered.has('again')) return 'nothing';
  return message.content.endsWith('Cancelled.') ? 'cancelled' : 'failed';
}

function* buttonsOf(message: APIMessage) {
  for (const {component} of walkComponents(message.components ?? [])) {
    const parsed = 'custom_id' in component ? parseCustomId(component.custom_id) : undefined;
    if (parsed) yield parsed;
  }
}
