import {ApplicationIntegrationType, InteractionContextType} from 'discord.js';

/** For commands that servers and users may install, and use wherever they write. Only global commands may have this. */
export const everywhere = {
  integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  contexts: [
    InteractionContextType.Guild,
    InteractionContextType.BotDM,
    InteractionContextType.PrivateChannel,
  ],
};
