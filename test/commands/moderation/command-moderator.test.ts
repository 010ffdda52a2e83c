import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createCommandModerator} from '../../../src/commands/moderation/command-moderator.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-moderation-'));
});
afterAll(() => rm(folder, {recursive: true}));

const picture = new TextEncoder().encode('the picture');

/** A moderator that runs this shell script. */
async function scripted(script: string, {timeoutMs = 10_000, args = [] as string[]} = {}) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.sh`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return createCommandModerator({
    command: [path, ...args],
    timeoutMs,
    env: {PATH: '/usr/bin:/bin', MARK: 'x'},
  });
}

const answering = (verdict: string) => scripted(`cat > /dev/null; echo '{"verdict": "${verdict}"}'`);

describe('createCommandModerator', () => {
  test('allows, hides or blocks as the command says', async () => {
    expect(await (await answering('allow')).review(picture, 'input')).toEqual({spoiler: false});
    expect(await (await answering('spoiler')).review(picture, 'output')).toEqual({spoiler: true});
    const blocking = await answering('block');
    await expect(blocking.review(picture, 'input')).rejects.toMatchObject({
      code: 'MODERATED',
      detail: {reason: 'inputBlocked'},
    });
    await expect(blocking.review(picture, 'output')).rejects.toMatchObject({
      detail: {reason: 'outputBlocked'},
    });
  });

  test('passes the picture, unchanged arguments with the stage last, and nothing else in the environment', async () => {
    const seen = join(folder, 'seen');
    const script = `{ cat; printf '|%s' "$@"; printf '|%s|%s' "$MARK" "$HOME"; } > ${seen}; echo '{"verdict":"allow"}'`;
    const moderator = await scripted(script, {args: ['--a b', '$(rm x)']});
    await moderator.review(picture, 'output');
    const {readFile} = await import('node:fs/promises');
    expect(await readFile(seen, 'utf8')).toBe('the picture|--a b|$(rm x)|output|x|');
  });

  test('accepts an answer from a command that does not read a large picture', async () => {
    const moderator = await scripted(`echo '{"verdict": "allow"}'`);
    expect(await moderator.review(new Uint8Array(8_000_000), 'input')).toEqual({spoiler: false});
  });

  test.each([
    ['an exit status other than 0', 'cat > /dev/null; echo \'{"verdict": "allow"}\'; exit 3', 'got 3'],
    ['an answer that is not JSON', 'cat > /dev/null; echo fine', 'got "fine'],
    ['an unknown verdict', 'cat > /dev/null; echo \'{"verdict": "maybe"}\'', 'maybe'],
    ['an endless answer', 'cat /dev/zero', 'at most 65536 bytes'],
  ])('allows nothing after %s', async (_what, script, message) => {
    await expect((await scripted(script)).review(picture, 'input')).rejects.toMatchObject({
      code: 'MODERATION_FAILED',
      message: expect.stringContaining(message),
    });
  });

  test('stops waiting and ends the command if no verdict comes in time', async () => {
    const moderator = await scripted('exec sleep 30', {timeoutMs: 200});
    const startedAt = performance.now();
    await expect(moderator.review(picture, 'input')).rejects.toMatchObject({
      code: 'MODERATION_FAILED',
      message: expect.stringContaining('within 0.2 s'),
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('allows nothing if the command cannot be started', async () => {
    const moderator = createCommandModerator({command: [join(folder, 'missing')], timeoutMs: 1_000, env: {}});
    await expect(moderator.review(picture, 'input')).rejects.toMatchObject({code: 'MODERATION_FAILED'});
  });
});
