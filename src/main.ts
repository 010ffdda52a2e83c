/** The bot's entry point; `main.ts deploy` registers its commands instead. */
import {parseConfig} from './config.ts';
import {runProcess} from './host/run-process.ts';

await runProcess(process.env, parseConfig, ['sharp', 'libsql'], async (config, log) => {
  const {sendGatewayThrough} = await import('./bot/gateway/proxied-socket.ts');
  sendGatewayThrough(config.proxy ?? {});
  const {deploy, runBot} = await import('./run-bot.ts');
  await (process.argv[2] === 'deploy' ? deploy(config) : runBot(config, log));
});
