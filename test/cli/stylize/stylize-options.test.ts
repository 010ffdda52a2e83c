import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {stylizeFile} from '../../../src/cli/stylize/stylize-file.ts';
import {parseStylizeOptions, stylizeHelp} from '../../../src/cli/stylize/stylize-options.ts';
import {defaultSettings} from '../../../src/nst/contract/protocol.ts';

test('options left out take their defaults', () => {
  expect(parseStylizeOptions(['cat.jpg', '--style', 'kandinsky'])).toMatchObject({
    photo: 'cat.jpg',
    styles: [{name: 'kandinsky', weight: 1}],
    engine: 'onnx',
    settings: defaultSettings,
    device: 'auto',
  });
});

test('every option is accepted', () => {
  const args =
    'cat.jpg --style a.png:2.5 --style C:b.png --style-scale 0.5 --engine tfjs -o b.png --size 300 --quality high --strength 2.5 --colors keep --subject off --seed 9 --device cpu --weights vgg19 --frames f --json j';
  expect(parseStylizeOptions(args.split(' '))).toEqual({
    photo: 'cat.jpg',
    styles: [
      {name: 'a.png', weight: 2.5},
      {name: 'C:b.png', weight: 1},
    ],
    engine: 'tfjs',
    output: 'b.png',
    settings: {
      size: 300,
      quality: 'high',
      strength: 2.5,
      styleScale: 0.5,
      colors: 'keep',
      subject: 'off',
      seed: 9,
    },
    device: 'cpu',
    weights: 'vgg19',
    frames: 'f',
    json: 'j',
  });
});

test('the help names every option', () => {
  expect(parseStylizeOptions(['--help'])).toBeUndefined();
  const options =
    '--style --output --size --quality --strength --style-scale --colors --subject --seed --engine --device --weights --frames --json';
  for (const option of options.split(' ')) expect(stylizeHelp).toContain(option);
});

describe('a wrong command line is refused with the expected and the received value', () => {
  test.each<[string[], RegExp]>([
    [[], /expected the path of a photo/],
    [['a.jpg'], /expected --style/],
    [['a.jpg', 'b.jpg', '--style', 'x'], /expected one photo, received a.jpg b.jpg/],
    [['a.jpg', '--style', 'x', '--siz', '9'], /^Unknown option '--siz'; --help lists the options$/],
    [
      ['a.jpg', '--style', 'x', '--size', '9000'],
      /size: expected a whole number from 128 to 2048, received 9000/,
    ],
    [['a.jpg', '--style', 'x:0'], /style: expected a weight above 0, received x:0/],
    [['a.jpg', '--style', 'x', '--engine', 'steam'], /engine: expected one of onnx, tfjs, received steam/],
    [['a.jpg', '--style', 'x', '--strength', 'much'], /strength: expected a number, received "much"/],
    [['a.jpg', '--style', 'x', '--subject', 'cat'], /subject: expected one of auto, off, received cat/],
    [
      ['a.jpg', '--style', 'x', '--quality', 'best'],
      /quality: expected one of draft, standard, high, received best/,
    ],
    [
      ['a.jpg', '--style', 'x', '--colors', 'mine'],
      /colors: expected one of style, keep, match, received mine/,
    ],
  ])('%j', (args, words) => {
    expect(() => parseStylizeOptions(args)).toThrow(words);
  });
});

describe('stylize refuses before it paints', () => {
  const photo = 'assets/photos/bridge.jpg';
  test.each<[string[], RegExp]>([
    [
      [photo, '--style', 'kandinsky', '-o', 'x.bmp'],
      /output: expected .png, .jpg, .jpeg, .webp, received x.bmp/,
    ],
    [['nowhere.jpg', '--style', 'kandinsky'], /nowhere.jpg: there is no such file/],
    [
      [photo, '--style', 'kandinsky', '--device', 'dml'],
      /device dml cannot be used: ONNX Runtime has no such/,
    ],
    [
      [photo, '--style', 'kandinsky', '--device', 'abacus'],
      /device: expected one of auto, .*, received abacus/,
    ],
    [[photo, '--style', 'kandinsky', '--weights', '/nowhere.h5'], /there is no file \/nowhere.h5/],
  ])('%j', async (args, words) => {
    const env = {DATA_DIR: await mkdtemp(join(tmpdir(), 'atelier-options-'))};
    await expect(stylizeFile(args, env)).rejects.toThrow(words);
  });
});
