import {describe, expect, test} from 'vitest';
import {nothingGiven, toSettings} from '../../../src/commands/stylize/stylize-settings.ts';

const config = {defaultSize: 384, defaultQuality: 'draft', maxSize: 1024} as const;

describe('toSettings', () => {
  test('fills options left out from the configuration and the engine’s defaults, and draws a random seed', () => {
    expect(toSettings(config, nothingGiven, () => 0.25)).toEqual({
      size: 384,
      quality: 'draft',
      strength: 1,
      styleScale: 1,
      colors: 'style',
      subject: 'auto',
      seed: 1_073_741_823,
    });
  });

  test('keeps given values, even zero', () => {
    const given = {size: 128, quality: 'high', strength: 0.1, styleScale: 0.5, colors: 'keep', seed: 0};
    expect(toSettings(config, given, () => 0.25)).toEqual({...given, subject: 'auto'});
  });

  test('uses the painting’s own settings for options left out', () => {
    const suited = {strength: 2, styleScale: 0.5, colors: 'keep'} as const;
    expect(toSettings(config, nothingGiven, () => 0, suited)).toMatchObject(suited);
    expect(toSettings(config, {...nothingGiven, strength: 3}, () => 0, suited)).toMatchObject({strength: 3});
  });

  test.each([
    [{size: 1025}, 'size: expected a whole number from 128 to 1024, received 1025'],
    [{size: 127}, 'size: expected'],
    [{strength: 11}, 'strength: expected'],
    [{styleScale: 3}, 'styleScale: expected a number from 0.25 to 2, received 3'],
    [{quality: 'best'}, 'quality: expected one of draft, standard, high, received best'],
    [{colors: 'none'}, 'colors: expected one of style, keep, match, received none'],
    [{seed: -1}, 'seed: expected'],
  ])('refuses %j', (given, message) => {
    expect(() => toSettings(config, {...nothingGiven, ...given}, () => 0)).toThrow(
      expect.objectContaining({code: 'BAD_OPTION', message: expect.stringContaining(message)}),
    );
  });
});
