import {DiscordAPIError} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {createLogger} from '../../src/host/logger.ts';

function logLine(fields: object): string {
  let line = '';
  const log = createLogger(
    {level: 'info', secrets: ['bot.token']},
    {
      write: (text) => {
        line += text;
      },
    },
  );
  log.info(fields, 'message');
  return line;
}

describe('the log', () => {
  test('never shows the bot’s token, no matter where it appears', () => {
    const line = logLine({note: 'login with bot.token failed', err: new Error('bad bot.token')});
    expect(line).not.toContain('bot.token');
    expect(line).toContain('[secret]');
  });

  test('strips interaction tokens and sent files from Discord’s errors', () => {
    const url = 'https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24:secret-token_x/messages/@original';
    const sent = {body: {content: 'private'}, files: [{name: 'a.png', data: Buffer.from('bytes')}]};
    const raw = {code: 10008, message: 'Unknown Message'};
    const line = logLine({err: new DiscordAPIError(raw, 10008, 404, 'PATCH', url, sent)});
    expect(line).not.toContain('secret-token');
    expect(line).not.toContain('private');
    expect(JSON.parse(line).err).toMatchObject({
      code: 10008,
      status: 404,
      url: 'https://discord.com/api/v10/webhooks/123/[token]/messages/@original',
    });
  });

  test('strips the token of an interaction callback', () => {
    expect(logLine({url: '/interactions/55/secret.tok-en/callback'})).toContain(
      '/interactions/55/[token]/callback',
    );
  });

  test('redacts fields named token', () => {
    expect(logLine({interaction: {token: 'abc'}, token: 'def'})).not.toMatch(/abc|def/);
  });

  test('keeps the causes of an error with their stacks', () => {
    const cause = new Error('inner');
    const {err} = JSON.parse(logLine({err: new Error('outer', {cause})}));
    expect(err).toMatchObject({
      message: 'outer',
      cause: {message: 'inner', stack: expect.stringContaining('inner')},
    });
  });
});
