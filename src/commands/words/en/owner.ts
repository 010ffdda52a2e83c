import {createNumerals} from '../numerals.ts';

const {bytes, count} = createNumerals('en');

const reason = {name: 'reason', description: 'Why. People who ask for pictures read it'};

/** `/atelier`, for those who run the bot. `when` is a Discord timestamp, `who` a mention or the name of a server. */
export const owner = {
  /** Names and descriptions as in `commands`. */
  command: {
    name: 'atelier',
    description: 'For the people who run this bot',
    status: {name: 'status', description: 'How I am doing'},
    pause: {
      name: 'pause',
      description: 'Take no new pictures; those in line wait until you resume',
      options: {reason},
    },
    resume: {name: 'resume', description: 'Take pictures again'},
    drain: {
      name: 'drain',
      description: 'Take no new pictures, paint those in line, and say when that is done',
      options: {reason},
    },
    block: {
      name: 'block',
      description: 'Paint nothing more for a person or a server, and cancel what is in line',
      options: {
        user: {name: 'user', description: 'The person'},
        server: {name: 'server', description: 'The id of the server'},
        reason: {name: 'reason', description: 'Why. Only the people who run me read it'},
      },
    },
    unblock: {
      name: 'unblock',
      description: 'Paint for a person or a server again',
      options: {
        user: {name: 'user', description: 'The person'},
        server: {name: 'server', description: 'The id of the server'},
      },
    },
    blocked: {name: 'blocked', description: 'Everybody you have blocked'},
    leave: {
      name: 'leave',
      description: 'Make me leave a server',
      options: {server: {name: 'server', description: 'Its id (default: this server)'}},
    },
    reload: {name: 'reload', description: 'Read my configuration file .env again'},
  },
  status: {
    title: (version: string) => `Atelier ${version}`,
    open: 'I take pictures.',
    paused: (who: string, when: string, why?: string) => `Paused by ${who} ${when}${why ? `: ${why}` : '.'}`,
    draining: (who: string, when: string, why?: string) =>
      `Draining for ${who} since ${when}${why ? `: ${why}` : '.'}`,
    up: (when: string, servers: number) =>
      `Started ${when}; in ${servers === 1 ? 'one server' : `${count(servers)} servers`}.`,
    queue: 'Queue',
    line: (running: number, waiting: number) => `${count(running)} being painted, ${count(waiting)} waiting`,
    shards: (number: number) => `Shards: ${count(number)}`,
    ping: (milliseconds: number) => `${count(milliseconds)} ms`,
    workers: (number: number) => `Workers: ${count(number)}`,
    noWorkers: 'None is connected.',
    thisMachine: 'this machine',
    starting: 'starting',
    painting: 'painting',
    idle: 'idle',
    disk: 'Disk',
    space: (used: number, database: number, free: number) =>
      `${bytes(used)} used, ${bytes(database)} of it the database; ${bytes(free)} free`,
    errors: 'Last errors',
    noErrors: 'None since the start.',
    more: (number: number) => `and ${count(number)} more`,
  },
  /** The bot's own status, which everybody sees; at most 128 characters. */
  presence: {
    waiting: (number: number) => (number === 1 ? '1 picture in line' : `${count(number)} pictures in line`),
    painting: 'painting',
    paused: 'paused',
    idle: (command: string) => `/${command}`,
  },
  paused: (running: number, waiting: number) =>
    `Paused. What is being painted (${count(running)}) gets finished. What waits (${count(waiting)}) stays in line until \`/atelier resume\`, even if I’m restarted.`,
  draining: (running: number, waiting: number) =>
    `Draining: ${count(running)} being painted, ${count(waiting)} waiting. I’ll tell you when they’re done. I take new pictures after \`/atelier resume\` or a restart.`,
  drained: 'Drained: nothing is in line any more, so you can stop me.',
  resumed: 'I take pictures again.',
  wasOpen: 'I already take pictures.',
  blocked: (who: string, cancelled: number) =>
    `Blocked: ${who}.${cancelled > 0 ? ` I cancelled ${cancelled === 1 ? 'one picture' : `${count(cancelled)} pictures`} in line.` : ''}`,
  unblocked: (who: string) => `No longer blocked: ${who}.`,
  blocks: {
    title: 'Blocked',
    none: 'Nobody.',
    entry: (who: string, id: string, by: string, when: string, why?: string) =>
      `${who} (\`${id}\`), by ${by} ${when}${why ? `: ${why}` : ''}`,
    configured: (people: number, servers: number) =>
      `In my configuration: ${count(people)} people, ${count(servers)} servers.`,
  },
  /** Lists are names of variables. */
  reload: {
    same: 'I read `.env` again. Nothing has changed.',
    adopted: (list: string) => `I read \`.env\` again. From now on there’s a new ${list}.`,
    restart: (list: string) => `A restart is needed for ${list}.`,
    register: (list: string, command: string) =>
      `Register the commands again (\`${command}\`) so that Discord shows the new ${list}.`,
    overridden: (list: string) => `I was started with another value for ${list}, which wins over \`.env\`.`,
    refused: 'There’s a mistake, so nothing has changed:',
  },
  leave: {
    ask: (name: string, members?: number) =>
      `Shall I leave **${name}**${members === undefined ? '' : ` (${count(members)} members)`}? People there can’t use me any more.`,
    left: (name: string) => `I left **${name}**.`,
    stayed: 'I stay.',
  },
};
