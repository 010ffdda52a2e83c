import type {Config} from '../config.ts';
import type {Charges} from '../jobs/charges.ts';
import type {GuildRulesStore} from '../jobs/guild-rules.ts';
import type {JobQueue, JobStore} from '../jobs/job.ts';
import type {TimeLapseMaker} from '../jobs/time-lapse.ts';
import type {StyleLibrary} from '../nst/style-library.ts';
import type {Log} from '../system/log.ts';
import type {ActiveJobs} from './active-jobs.ts';
import type {GuildLog} from './guild-log.ts';
import type {GuildSettingsSource} from './guild-settings.ts';
import type {Moderator} from './moderation/moderator.ts';
import type {Rest} from './reply/rest.ts';

/** Everything a command works with; `main.ts` supplies the real ones, tests supply fakes. */
export interface Services {
  config: Config;
  rest: Rest;
  store: JobStore;
  queue: JobQueue;
  /** Each guild sees its own catalogue; direct messages see nobody's own styles. */
  styles: StyleLibrary;
  guildSettings: GuildSettingsSource;
  /** What each guild's managers have decided; `guildSettings` says what holds. */
  guildRules: GuildRulesStore;
  guildLog: GuildLog;
  charges: Charges;
  active: ActiveJobs;
  timeLapse: TimeLapseMaker;
  /**
   * Decodes an image completely and gives it back without its metadata; `label` is what a refusal calls it.
   * @throws AppError `BAD_IMAGE`
   */
  cleanImage(bytes: Uint8Array, label: string): Promise<Uint8Array>;
  moderator: Moderator;
  /** What to tell people about a failure, in the language of `locale` as Discord names it; logs it. */
  explain(error: unknown, locale?: string): string;
  log: Log;
}
