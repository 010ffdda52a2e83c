import {AppError} from '../../errors.ts';
import {inTheWay} from '../access/credit.ts';
import type {Services} from '../services.ts';
import {wordsFor} from '../words/words.ts';
import {inLine, numberedButtons, type Row} from './in-line.ts';
import {cancelId} from './queue-command.ts';

interface Reader {
  user: {id: string};
  guildId: string | null;
  locale: string;
}

export interface WayOut {
  content: string;
  components: Row[];
}

/**
 * What to show instead of a plain refusal if people can mend its cause at once: of somebody at their limit, the pictures
 * in the way, each with a button. `idOf`: what the button does; otherwise it cancels the picture and shows the queue.
 */
export function wayOut(
  services: Pick<Services, 'store' | 'queue' | 'config' | 'guildSettings'>,
  error: unknown,
  {user, guildId, locale}: Reader,
  idOf: (jobId: string) => string = cancelId,
): WayOut | undefined {
  const detail = error instanceof AppError ? error.detail : undefined;
  if (detail?.reason !== 'ownerFull') return undefined;
  const words = wordsFor(locale);
  const {mend, queue} = words.pages;
  const jobs = inTheWay(services, {owner: user.id, guildId: guildId ?? undefined});
  const listed = inLine(services, jobs, words);
  return {
    content: [mend.full(detail.owned, detail.most), ...listed.lines].join('\n'),
    components: numberedButtons(listed.jobs, queue.cancel, idOf),
  };
}
