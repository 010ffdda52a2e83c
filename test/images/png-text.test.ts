import sharp from 'sharp';
import {describe, expect, test} from 'vitest';
import {withText} from '../../src/images/file/png-text.ts';
import {inscriptionOf} from '../../src/nst/contract/inscription.ts';
import {painted} from '../fixtures/job-record.ts';

const png = await sharp({create: {width: 5, height: 4, channels: 4, background: '#1238'}})
  .png()
  .toBuffer();

describe('text in a PNG', () => {
  test('is found by other programs, and the pixels stay', async () => {
    const written = withText(png, {Software: 'Atelier', parameters: '{"seed":7}'});
    const {comments} = await sharp(written, {failOn: 'warning'}).metadata();
    expect(comments).toEqual([
      {keyword: 'Software', text: 'Atelier'},
      {keyword: 'parameters', text: '{"seed":7}'},
    ]);
    expect(await sharp(written).raw().toBuffer()).toEqual(await sharp(png).raw().toBuffer());
  });

  test.each([['übung'], ['two\nlines']])('may be only printable ASCII, not %j', (text) => {
    expect(() => withText(png, {parameters: text})).toThrow(/printable ASCII/);
  });

  test('is refused for other files', () => {
    expect(() => withText(new Uint8Array([1, 2, 3]), {})).toThrow(/expected a PNG/);
  });
});

describe('what a finished picture says of itself', () => {
  const {result} = painted();
  const styles = [{id: 'kandinsky', weight: 1}];
  const record = {...result!, seconds: 12.5, peakRssMb: 300};

  test('is how it was made, and nothing about people, places or times', () => {
    const {parameters, ...rest} = inscriptionOf(record, [{...styles[0]!, ...{title: 'Ann’s own'}}]);
    expect(rest).toEqual({Software: 'Atelier'});
    expect(Object.keys(JSON.parse(parameters!))).toEqual([
      ...['styles', 'size', 'quality', 'strength', 'styleScale', 'colors', 'subject', 'seed'],
      ...['width', 'height', 'encoder', 'device'],
    ]);
    expect(parameters).not.toContain('Ann');
  });

  test('is the same whenever and however long it was painted', () => {
    const later = {...record, seconds: 99, peakRssMb: 900, secondsPerEvaluation: 3};
    expect(inscriptionOf(later, styles)).toEqual(inscriptionOf(record, styles));
  });

  test('fits into the text of a PNG whatever the device is called', () => {
    const named = inscriptionOf({...record, device: 'gpu „Zeta“'}, styles);
    expect(JSON.parse(named.parameters!)).toMatchObject({device: 'gpu „Zeta“'});
    expect(() => withText(png, named)).not.toThrow();
  });
});
