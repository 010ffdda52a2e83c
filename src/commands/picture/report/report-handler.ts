import {type MessageComponentInteraction, PermissionFlagsBits} from 'discord.js';
import {AppError} from '../../../errors.ts';
import type {IdHandler} from '../../command.ts';
import {withId} from '../../guilds/listed-ids.ts';
import type {Services} from '../../services.ts';
import {wordsFor} from '../../words/words.ts';
import {deleteJob, deleteTraces} from '../actions/delete.ts';
import {moderatorButtons, type Remedy, remediesIn, remedyOf, reportPrefix} from './moderator-buttons.ts';

const {ManageMessages, ManageGuild, ModerateMembers} = PermissionFlagsBits;

/** The buttons under a report: the message then says who did what, and offers the rest. */
export function reportHandler(services: Services): IdHandler {
  return {
    prefix: reportPrefix,
    openToAll: true,
    async handle(interaction) {
      const remedy = remedyOf(interaction.customId);
      if (!interaction.isButton() || !remedy || interaction.guildId === null)
        throw new AppError('UNKNOWN_JOB', `no report's button for ${interaction.customId}`);
      requireModerator(interaction, remedy);
      await interaction.deferUpdate();
      const {message, guildId, guildLocale, user} = interaction;
      const words = wordsFor(guildLocale ?? undefined);
      const [, id = ''] = remedy.split(':');
      const said = words.pages.report;
      let line: string;
      if (remedy.startsWith('block:')) {
        block(services, guildId, id);
        line = said.blocked(`<@${user.id}>`, `<@${id}>`);
      } else line = (await deletePicture(services, id)) ? said.deleted(`<@${user.id}>`) : said.gone;
      services.log.info({guildId, remedy, moderator: user.id}, 'a report was acted on');
      const left = remediesIn(message).filter((other) => other !== remedy);
      await interaction.editReply({
        content: `${message.content}\n${line}`,
        components: moderatorButtons(left, words),
        allowedMentions: {parse: []},
      });
    },
  };
}

/** By what Discord lets them do in the log channel. @throws AppError `NOT_ALLOWED` */
function requireModerator({memberPermissions}: MessageComponentInteraction, remedy: Remedy): void {
  const enough = remedy.startsWith('delete:') ? [ManageMessages] : [ManageGuild, ModerateMembers];
  if (enough.some((permission) => memberPermissions?.has(permission))) return;
  throw new AppError('NOT_ALLOWED', 'only moderators can act on a report', {detail: {reason: 'notYours'}});
}

function block({guildRules}: Pick<Services, 'guildRules'>, guildId: string, userId: string): void {
  const rules = guildRules.of(guildId);
  guildRules.set(guildId, {...rules, blocked: withId(rules.blocked, userId, true)});
}

/** False if nothing of it was left. */
async function deletePicture(services: Services, jobId: string): Promise<boolean> {
  const job = services.store.get(jobId);
  if (job) await deleteJob(services, job);
  else if (services.store.traces.of({jobId}).length > 0) await deleteTraces(services, jobId);
  else return false;
  return true;
}
