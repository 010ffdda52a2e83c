/** The sandbox on its own: `tsx sandbox/main.ts --port 8080`. Stops on Ctrl-C. */
import {parseArgs} from 'node:util';
import {startSandbox, type TrafficEntry} from './index.ts';

const {values} = parseArgs({
  options: {
    port: {type: 'string', default: '8080'},
    token: {type: 'string', default: 'sandbox-bot-token'},
    'application-id': {type: 'string', default: '1300000000000000001'},
    quiet: {type: 'boolean', default: false},
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`expected --port to be 0 to 65535, got ${values.port}`);
  process.exit(2);
}

const sandbox = await startSandbox({
  port,
  botToken: values.token,
  applicationId: values['application-id'],
});
console.log(`A local Discord listens on ${sandbox.origin}. Start the bot with

DISCORD_API_BASE=${sandbox.apiUrl}
DISCORD_TOKEN=${sandbox.botToken}
APPLICATION_ID=${sandbox.applicationId}
`);
if (!values.quiet) sandbox.log.subscribe((entry) => console.log(inOneLine(entry)));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());

function inOneLine(entry: TrafficEntry): string {
  const time = new Date(entry.at).toISOString().slice(11, 23);
  switch (entry.kind) {
    case 'rest':
      return `${time} ${entry.status} ${entry.route} ${entry.request}`;
    case 'gateway':
      return `${time} ${entry.direction} op ${entry.op} ${entry.name ?? ''}`;
    case 'note':
      return `${time} ${entry.text}`;
  }
}
