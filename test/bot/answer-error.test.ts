import {MessageFlags} from 'discord.js';
import {describe, expect, test} from 'vitest';
import {type Answerable, answerError} from '../../src/bot/answer-error.ts';
import {discordError} from '../commands/fake-discord.ts';

function interaction(state: Pick<Answerable, 'deferred' | 'replied' | 'ephemeral'>) {
  const calls: unknown[] = [];
  const note = (name: string) => async (message?: unknown) =>
    void calls.push(message ? [name, message] : name);
  const answerable = {
    ...state,
    deleteReply: note('deleteReply'),
    editReply: note('editReply'),
    followUp: note('followUp'),
    reply: note('reply'),
  };
  return {answerable, calls};
}

const words = {content: 'words', flags: MessageFlags.Ephemeral};

describe('answerError', () => {
  test.each([
    [
      'replies if nothing was acknowledged',
      {deferred: false, replied: false, ephemeral: null},
      [['reply', words]],
    ],
    [
      'removes the public placeholder of a deferred reply before it speaks',
      {deferred: true, replied: false, ephemeral: false},
      ['deleteReply', ['followUp', words]],
    ],
    [
      'puts the words into a private placeholder',
      {deferred: true, replied: false, ephemeral: true},
      [['editReply', {content: 'words'}]],
    ],
    [
      'does not touch the message with the pressed button',
      {deferred: true, replied: false, ephemeral: null},
      [['followUp', words]],
    ],
    ['keeps an earlier reply', {deferred: true, replied: true, ephemeral: false}, [['followUp', words]]],
  ])('%s', async (_behaviour, state, expected) => {
    const {answerable, calls} = interaction(state);
    await answerError(answerable, {content: 'words'});
    expect(calls).toEqual(expected);
  });

  test('answers even if somebody has already removed the placeholder', async () => {
    const {answerable, calls} = interaction({deferred: true, replied: false, ephemeral: false});
    answerable.deleteReply = () => Promise.reject(discordError(10008, 404));
    await answerError(answerable, {content: 'words'});
    expect(calls).toEqual([['followUp', words]]);
  });
});
