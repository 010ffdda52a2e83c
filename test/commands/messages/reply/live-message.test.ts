import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {ChannelMessage} from '../../../../src/commands/messages/reply/channel-message.ts';
import {LiveMessage} from '../../../../src/commands/messages/reply/live-message.ts';
import {createPassingEdits} from '../../../../src/commands/messages/reply/passing-edits.ts';
import type {OutgoingMessage} from '../../../../src/commands/messages/reply/reply-target.ts';
import {discordError, FakeDiscord} from '../../fake-discord.ts';
import {silentLog} from '../../fake-services.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function open() {
  const discord = new FakeDiscord();
  const onPosted = vi.fn();
  const onGone = vi.fn();
  const target = new ChannelMessage(discord, {channelId: 'channel'});
  return {
    discord,
    onPosted,
    onGone,
    live: new LiveMessage(target, {log: silentLog, passingEdits: createPassingEdits(), onPosted, onGone}),
  };
}

function state(content: string, frame?: string): OutgoingMessage {
  const picture = {data: new Uint8Array(), contentType: 'image/jpeg', description: ''};
  return {content, components: [], ...(frame && {file: {name: frame, ...picture}})};
}

describe('LiveMessage', () => {
  test('keeps the newest frame if states without a frame follow before it is sent', async () => {
    const {discord, live} = open();
    live.show(state('10%', 'old.jpg'));
    live.show(state('20%', 'new.jpg'));
    live.show(state('30%'));
    await vi.advanceTimersByTimeAsync(200);
    live.show(state('40%'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(discord.edits.map(({body, files}) => [body.content, files])).toEqual([
      ['30%', ['new.jpg']],
      ['40%', []],
    ]);
  });

  test('shows the final state at once and nothing after it', async () => {
    const {discord, live} = open();
    live.show(state('10%'));
    await vi.advanceTimersByTimeAsync(200);
    live.show(state('20%'));
    await live.finish(state('done'));
    live.show(state('30%'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(discord.edits.map(({body}) => body.content)).toEqual(['10%', 'done']);
  });

  test('reports once that the message exists', async () => {
    const {onPosted, live} = open();
    live.show(state('10%'));
    await vi.advanceTimersByTimeAsync(200);
    await live.finish(state('done'));
    expect(onPosted.mock.calls).toEqual([[{id: 'posted', channelId: 'channel'}]]);
  });

  test('reports that the message is gone, but not that an edit merely failed', async () => {
    const {discord, onGone, live} = open();
    discord.failOnce('POST', /messages/, discordError(0, 500));
    live.show(state('10%'));
    await vi.advanceTimersByTimeAsync(200);
    expect(onGone).not.toHaveBeenCalled();
    discord.failOn('PATCH', /messages/, discordError(10008, 404));
    live.show(state('20%'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(onGone).toHaveBeenCalled();
  });

  test('stops showing progress that Discord refuses for good', async () => {
    const {discord, onGone, live} = open();
    discord.failOn('POST', /messages/, discordError(50013, 403));
    live.show(state('10%'));
    await vi.advanceTimersByTimeAsync(5_000);
    live.show(state('20%'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(discord.requests).toHaveLength(1);
    expect(onGone).not.toHaveBeenCalled();
  });
});
