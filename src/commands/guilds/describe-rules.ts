import type {GuildRules} from '../../jobs/store/guild-rules.ts';
import type {Words} from '../words/words.ts';
import type {GuildSettings} from './guild-settings.ts';

/** A line for each setting that says what applies. */
export function describeRules(rules: GuildRules, holds: GuildSettings, {pages: {admin}}: Words): string[] {
  const mention = (ids: readonly string[], sign: string): string =>
    ids.length > 0 ? ids.map((id) => `<${sign}${id}>`).join(' ') : '';
  const {everywhere, guild} = holds.charges;
  const stricter = (a: number, b: number | undefined, pick: typeof Math.min): number =>
    b ? (a ? pick(a, b) : b) : a;
  const cooldown = stricter(everywhere.cooldownSeconds, guild?.cooldownSeconds, Math.max);
  const daily = stricter(everywhere.dailyQuota, guild?.dailyQuota, Math.min);
  return [
    admin.channels(mention(holds.channels, '#')),
    admin.roles(mention(holds.roles, '@&')),
    admin.sizes(holds.defaultSize, holds.maxSize),
    admin.running(holds.maxJobsPerUser),
    admin.cooldown(cooldown),
    admin.daily(daily),
    admin.gallery(mention(rules.galleryChannelId ? [rules.galleryChannelId] : [], '#')),
    admin.log(mention(rules.logChannelId ? [rules.logChannelId] : [], '#')),
    admin.blocked(mention(holds.blocked, '@')),
  ].map((line) => `- ${line}`);
}
