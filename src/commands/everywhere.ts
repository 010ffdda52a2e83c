import {ApplicationIntegrationType, InteractionContextType} from 'discord.js';

/** Commands that servers and users may install and use wherever they write. Only global commands say so. */
export const everywhere = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
};
