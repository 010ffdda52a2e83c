import type {Config} from '../config.ts';
import type {Reload} from '../config-changes.ts';
import type {Drafts} from '../jobs/drafts.ts';
import type {JobQueue, JobStore} from '../jobs/job.ts';
import type {JobNews} from '../jobs/job-news.ts';
import type {TimeLapseMaker} from '../jobs/render/time-lapse-maker.ts';
import type {Charges} from '../jobs/store/charges.ts';
import type {GuildRulesStore} from '../jobs/store/guild-rules.ts';
import type {Reports} from '../jobs/store/guilds/reports.ts';
import type {StyleLibrary} from '../styles/style-library.ts';
import type {Log} from '../system/log.ts';
import type {BlockList} from './access/block-list.ts';
import type {Reception} from './access/reception.ts';
import type {GuildLog} from './guilds/guild-log.ts';
import type {GuildSettingsSource} from './guilds/guild-settings.ts';
import type {ActiveJobs} from './lifecycle/active-jobs.ts';
import type {PassingEdits} from './messages/reply/passing-edits.ts';
import type {Rest} from './messages/reply/rest.ts';
import type {Moderator} from './moderation/moderator.ts';
import type {Vitals} from './owner/vitals.ts';

/** Everything a command works with; `run-bot.ts` supplies the real ones, tests supply fakes. */
export interface Services {
  /** Some of it may change while the bot runs (`config-changes.ts`): read it when it is needed. */
  config: Config;
  rest: Rest;
  passingEdits: PassingEdits;
  store: JobStore;
  drafts: Drafts;
  queue: JobQueue;
  /** Each guild has its own catalogue; direct messages get only the styles that everybody has. */
  styles: StyleLibrary;
  guildSettings: GuildSettingsSource;
  /** What each guild's managers have decided; `guildSettings` says what applies in the end. */
  guildRules: GuildRulesStore;
  guildLog: GuildLog;
  /** Whom the operator blocks, in the configuration or with `/atelier`. */
  blocks: BlockList;
  /** Whether new pictures are accepted. */
  reception: Reception;
  charges: Charges;
  reports: Reports;
  active: ActiveJobs;
  timeLapse: TimeLapseMaker;
  /**
   * Decodes an image completely and gives it back without its metadata; `label` names it in error messages.
   * @throws AppError `BAD_IMAGE`
   */
  cleanImage(bytes: Uint8Array, label: string): Promise<Uint8Array>;
  moderator: Moderator;
  /** Tells whoever counts what becomes of jobs. */
  observe(news: JobNews): void;
  /** Reads `.env` again for an owner. */
  reload(ownerId: string): Reload;
  /** How the whole bot is doing. */
  vitals(): Promise<Vitals>;
  /** Logs a failure and returns what to tell people about it, in their language. `locale`: as Discord names it. */
  explain(error: unknown, locale?: string): string;
  log: Log;
}
