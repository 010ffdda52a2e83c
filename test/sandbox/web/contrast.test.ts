/** All text on the page is readable: every pair of colours has WCAG's ratio of 4.5 : 1, in both themes. */
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';

const css = readFileSync(new URL('../../../sandbox/web/client/styles/tokens.css', import.meta.url), 'utf8');
const themes = {
  dark: tokensOf(/:root \{([^}]*)\}/),
  light: tokensOf(/:root\[data-theme="light"\] \{([^}]*)\}/),
  'light by the system': tokensOf(
    /prefers-color-scheme: light\) \{\s*:root\[data-theme="auto"\] \{([^}]*)\}/,
  ),
};

const surfaces = ['--rail', '--side', '--user', '--main', '--raised', '--floating', '--field', '--composer'];
const inks = ['--text', '--strong', '--muted', '--link', '--accent-text', '--danger-text'];
const onColour = ['--accent', '--accent-hover', '--good', '--danger'];

describe.each(Object.entries(themes))('%s', (_, tokens) => {
  test.each(inks)('%s is readable on every surface', (ink) => {
    const low = surfaces
      .map((surface) => ({surface, ratio: contrast(tokens[ink], tokens[surface])}))
      .filter(({ratio}) => ratio < 4.5);
    expect(low).toEqual([]);
  });

  test.each(onColour)('white is readable on %s', (colour) => {
    expect(contrast('#ffffff', tokens[colour])).toBeGreaterThanOrEqual(4.5);
  });

  test('marks that are not text stand out by 3 : 1', () => {
    expect(contrast(tokens['--faint'], tokens['--main'])).toBeGreaterThanOrEqual(3);
  });
});

test('a page that follows a light system has the same colours as the light theme', () => {
  expect(themes['light by the system']).toEqual(themes.light);
});

test('the ratio of black and white is 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});

function tokensOf(block: RegExp): Record<string, string> {
  const body = block.exec(css)?.[1] ?? '';
  return Object.fromEntries(
    [...body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  );
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string | undefined, other: string | undefined): number {
  if (!one || !other) throw new TypeError(`expected two colours, received ${one} and ${other}`);
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
