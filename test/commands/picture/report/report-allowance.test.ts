import {expect, test} from 'vitest';
import {createReportAllowance} from '../../../../src/commands/picture/report/report-allowance.ts';

const place = {guildId: 'guild', reporter: 'ann'};
const at = (minute: number) => new Date(minute * 60_000);
const refused = (until: Date) =>
  expect.objectContaining({
    code: 'QUOTA',
    detail: {reason: 'reportsUsed', most: 5, until: until.getTime() / 1000},
  });

test('the sixth report within an hour is refused, and says when the next may come', () => {
  const allowance = createReportAllowance();
  for (const minute of [0, 10, 20, 30, 40]) allowance.take(place, at(minute));
  expect(() => allowance.take(place, at(59))).toThrow(refused(at(60)));
  allowance.take(place, at(60));
  expect(() => allowance.take(place, at(61))).toThrow(refused(at(70)));
});

test('each person and each server counts alone', () => {
  const allowance = createReportAllowance();
  for (let count = 0; count < 5; count += 1) allowance.take(place, at(0));
  allowance.take({...place, reporter: 'bob'}, at(1));
  allowance.take({...place, guildId: 'other'}, at(1));
  expect(() => allowance.take(place, at(1))).toThrow(refused(at(60)));
});

test('a report that could not be passed on does not count', () => {
  const allowance = createReportAllowance();
  for (let count = 0; count < 8; count += 1) {
    allowance.take(place, at(count))();
  }
  expect(() => allowance.take(place, at(8))).not.toThrow();
});

test('taking a report back leaves those that came after it', () => {
  const allowance = createReportAllowance();
  const giveBack = allowance.take(place, at(0));
  for (const minute of [10, 20, 30, 40]) allowance.take(place, at(minute));
  giveBack();
  allowance.take(place, at(50));
  expect(() => allowance.take(place, at(59))).toThrow(refused(at(70)));
});
