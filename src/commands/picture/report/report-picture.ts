import {type ButtonInteraction, MessageFlags, messageLink} from 'discord.js';
import {AppError} from '../../../errors.ts';
import {requireNotBlocked} from '../../access/welcome.ts';
import {ChannelMessage} from '../../messages/reply/channel-message.ts';
import {consequenceOf} from '../../messages/reply/consequences.ts';
import {styleTitles} from '../../messages/view/style-titles.ts';
import type {Services} from '../../services.ts';
import {wordsFor} from '../../words/words.ts';
import {emojis} from '../actions.ts';
import {requireJob} from '../stored-job.ts';
import {moderatorButtons} from './moderator-buttons.ts';
import type {ReportAllowance} from './report-allowance.ts';

/**
 * 🚩: tells the server's moderators about a picture, in the log channel and the server's language, once for each person
 * and picture. Works as long as the bot knows whose picture it is. Only the person who reports sees the answer.
 */
export async function reportPicture(
  services: Services & {allowance: ReportAllowance},
  interaction: ButtonInteraction,
  jobId: string,
): Promise<void> {
  const {store, guildSettings, reports, allowance, log} = services;
  const {user, guildId, locale} = interaction;
  const {logChannelId} = guildSettings.of(guildId ?? undefined);
  requireNotBlocked(services, {userId: user.id, guildId: guildId ?? undefined});
  const {owner} = store.get(jobId) ?? store.traces.of({jobId})[0] ?? requireJob(store, jobId);
  if (guildId === null || logChannelId === undefined)
    throw new AppError('BAD_OPTION', 'expected a guild with a log channel, received one without', {
      detail: {reason: 'noModerators'},
    });
  await interaction.deferReply({flags: MessageFlags.Ephemeral});
  const {report} = wordsFor(locale).pages;
  const entry = {jobId, reporter: user.id};
  if (!reports.add(entry, new Date())) {
    await interaction.editReply(report.already);
    return;
  }
  const place = {guildId, reporter: user.id};
  try {
    const giveBack = allowance.take(place, new Date());
    try {
      await tellModerators(services, logChannelId, {interaction, guildId, jobId, owner});
    } catch (error) {
      giveBack();
      throw error;
    }
  } catch (error) {
    reports.takeBack(entry);
    throw error;
  }
  log.info({jobId, guildId, reporter: user.id}, 'picture reported');
  await interaction.editReply(report.thanks);
}

interface Reported {
  interaction: ButtonInteraction;
  guildId: string;
  jobId: string;
  owner: string;
}

async function tellModerators(
  {store, rest}: Services,
  channelId: string,
  {interaction, guildId, jobId, owner}: Reported,
): Promise<void> {
  const {user, guildLocale, message} = interaction;
  const words = wordsFor(guildLocale ?? undefined);
  const title = styleTitles(store.get(jobId)?.styles ?? [], words).join(' + ');
  const lines = [
    `${emojis.report} ${words.pages.report.told(`<@${user.id}>`, `<@${owner}>`)}${title && `: **${title}**`}`,
    messageLink(message.channelId, message.id, guildId),
  ];
  try {
    await new ChannelMessage(rest, {channelId, postOnceFor: `${jobId} report ${user.id}`}).edit({
      content: lines.join('\n'),
      components: moderatorButtons([`delete:${jobId}`, `block:${owner}`], words),
    });
  } catch (cause) {
    if (consequenceOf(cause) !== 'elsewhere') throw cause;
    throw new AppError('BAD_OPTION', `the bot may not post in the log channel ${channelId}`, {
      cause,
      detail: {reason: 'moderatorsOutOfReach'},
    });
  }
}
