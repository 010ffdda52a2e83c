import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readNotices, unknownLicences} from '../../tools/notices.ts';

test('every package that is installed for running has a licence that somebody has looked at', () => {
  const notices = readNotices();
  expect(notices.length).toBeGreaterThan(50);
  expect(unknownLicences(notices)).toEqual([]);
});

test('the page names every such package, so npm run notices was not forgotten', () => {
  const page = readFileSync(new URL('../../THIRD-PARTY-NOTICES.md', import.meta.url), 'utf8');
  for (const {name, version, licence} of readNotices())
    expect(page).toContain(`| ${name} | ${version} | ${licence} |`);
});

test.each([
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-2.0', false],
  ['Apache-2.0 AND LGPL-3.0-or-later', true],
  ['none', false],
])('%s may be used: %s', (licence, may) => {
  expect(unknownLicences([{name: 'x', version: '1', licence}])).toHaveLength(may ? 0 : 1);
});
