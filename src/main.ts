/** The bot's entry point; `main.ts deploy` registers its commands instead. */
import {parseConfig} from './config.ts';
import {runProcess} from './host/run-process.ts';

const deploys = process.argv[2] === 'deploy';

await runProcess(
  process.env,
  parseConfig,
  ['sharp', 'libsql'],
  async (config, log, self) => {
    const {sendGatewayThrough} = await import('./bot/gateway/proxied-socket.ts');
    sendGatewayThrough(config.proxy ?? {});
    const {deploy, runBot} = await import('./run-bot.ts');
    await (deploys ? deploy(config) : runBot(config, log, self));
  },
  deploys ? {} : {name: 'bot'},
);
