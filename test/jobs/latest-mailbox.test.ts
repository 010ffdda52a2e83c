import {expect, test, vi} from 'vitest';
import {createLatestMailbox} from '../../src/jobs/latest-mailbox.ts';

function open(onLeave?: () => void) {
  const mailbox = createLatestMailbox<string>(onLeave && {onLeave});
  return {mailbox, reader: mailbox[Symbol.asyncIterator]()};
}

test('gives a waiting reader each item as it comes', async () => {
  const {mailbox, reader} = open();
  const first = reader.next();
  mailbox.offer('a');
  expect(await first).toEqual({done: false, value: 'a'});
  const second = reader.next();
  mailbox.offer('b');
  expect(await second).toEqual({done: false, value: 'b'});
});

test('keeps only the newest item for a slow reader', async () => {
  const {mailbox, reader} = open();
  for (const item of ['a', 'b', 'c']) mailbox.offer(item);
  expect(await reader.next()).toEqual({done: false, value: 'c'});
});

test('merges an unread item with the next one, but not one that was read', async () => {
  const mailbox = createLatestMailbox<string>({merge: (unread, next) => `${unread}+${next}`});
  const reader = mailbox[Symbol.asyncIterator]();
  mailbox.offer('a');
  mailbox.offer('b');
  expect(await reader.next()).toEqual({done: false, value: 'a+b'});
  mailbox.offer('c');
  expect(await reader.next()).toEqual({done: false, value: 'c'});
});

test('ends with the last item instead of an unread one', async () => {
  const {mailbox, reader} = open();
  mailbox.offer('a');
  mailbox.finish('last');
  mailbox.offer('late');
  expect(await reader.next()).toEqual({done: false, value: 'last'});
  expect(await reader.next()).toEqual({done: true, value: undefined});
});

test('rejects once with the error, then is done', async () => {
  const {mailbox, reader} = open();
  mailbox.offer('a');
  mailbox.fail('broken');
  await expect(reader.next()).rejects.toBe('broken');
  expect(await reader.next()).toEqual({done: true, value: undefined});
});

test('rejects a reader that is already waiting', async () => {
  const {mailbox, reader} = open();
  const next = reader.next();
  mailbox.fail('broken');
  await expect(next).rejects.toBe('broken');
});

test('keeps the first of several endings', async () => {
  const {mailbox, reader} = open();
  mailbox.finish('last');
  mailbox.fail('broken');
  mailbox.finish('later');
  expect(await reader.next()).toEqual({done: false, value: 'last'});
  expect(await reader.next()).toEqual({done: true, value: undefined});
});

test('serves several reads in the order they were made', async () => {
  const {mailbox, reader} = open();
  const reads = Promise.all([reader.next(), reader.next(), reader.next()]);
  mailbox.offer('a');
  mailbox.finish('last');
  expect((await reads).map(({value}) => value)).toEqual(['a', 'last', undefined]);
});

test('reports a reader that leaves early and settles its pending read', async () => {
  const onLeave = vi.fn();
  const {mailbox, reader} = open(onLeave);
  const pending = reader.next();
  await reader.return?.();
  mailbox.offer('a');
  expect(await pending).toEqual({done: true, value: undefined});
  expect(await reader.next()).toEqual({done: true, value: undefined});
  await reader.return?.();
  expect(onLeave).toHaveBeenCalledTimes(1);
});

test('does not report a reader that leaves after the end', async () => {
  const onLeave = vi.fn();
  const {mailbox, reader} = open(onLeave);
  mailbox.finish('last');
  await reader.return?.();
  expect(await reader.next()).toEqual({done: true, value: undefined});
  expect(onLeave).not.toHaveBeenCalled();
});
