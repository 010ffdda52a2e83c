import {describe, expect, test} from 'vitest';
import {explainError} from '../../src/bot/error-words.ts';
import {AppError, type ErrorCode} from '../../src/errors.ts';
import type {Log} from '../../src/system/log.ts';

function recordingLog() {
  const lines: {level: string; fields: object}[] = [];
  const at = (level: string) => (fields: object) => void lines.push({level, fields});
  const log: Log = {debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error')};
  return {log, lines};
}

function words(code: ErrorCode, message: string): string {
  return explainError(new AppError(code, message), recordingLog().log);
}

describe('explainError', () => {
  test('names the limit and the value received', () => {
    expect(words('BAD_IMAGE', 'the photo is 20 × 20 pixels; each side must have at least 32')).toBe(
      'I can’t paint from that image. The photo is 20 × 20 pixels; each side must have at least 32.',
    );
  });

  test('speaks the reader’s language, even for option names', () => {
    const error = new AppError('BAD_OPTION', 'styleScale: expected a number from 0.25 to 2, received 3', {
      detail: {
        reason: 'optionRange',
        option: 'styleScale',
        least: 0.25,
        most: 2,
        whole: false,
        received: '3',
      },
    });
    const {log, lines} = recordingLog();
    expect(explainError(error, log, 'vi')).toBe(
      'Như vậy không được. `cỡ-nét`: cần một số từ 0,25 đến 2, nhưng nhận được 3.',
    );
    expect(explainError(error, log, 'de')).toBe(
      'That doesn’t work. `style_scale` must be a number from 0.25 to 2; I got 3.',
    );
    expect(lines[0]?.fields).toMatchObject({reason: error.message});
  });

  test('names the file', () => {
    const error = new AppError('BAD_IMAGE', 'style_image (a.gif): animated', {
      detail: {reason: 'animatedImage', frames: 12},
      file: {option: 'style_image', name: 'a.gif'},
    });
    expect(explainError(error, recordingLog().log, 'vi')).toBe(
      'Tôi không vẽ được từ ảnh đó. `tranh-mẫu` (a.gif): Đây là ảnh động (12 khung hình); tôi cần một ảnh tĩnh.',
    );
  });

  test('adds no second full stop to a message that is already a sentence', () => {
    expect(words('QUEUE_FULL', 'The queue is full.')).toBe('The queue is full. Please try again later.');
  });

  test.each([
    'RENDER_CRASHED',
    'RENDER_TIMEOUT',
    'OUT_OF_MEMORY',
    'WEIGHTS_UNAVAILABLE',
    'BAD_CONFIG',
  ] as const)('hides the details of %s from people and warns the operator', (code) => {
    const {log, lines} = recordingLog();
    expect(explainError(new AppError(code, '/home/op/secret path'), log)).not.toContain('secret path');
    expect(lines).toMatchObject([{level: 'warn'}]);
  });

  test('gives a bug an id that leads to its stack in the log', () => {
    const {log, lines} = recordingLog();
    const bug = new Error('cannot read properties of undefined');
    const sentence = explainError(bug, log);
    const errorId = /`([0-9a-f]{8})`/.exec(sentence)?.[1];
    expect(errorId).toBeDefined();
    expect(sentence).not.toContain('undefined');
    expect(lines).toEqual([{level: 'error', fields: {err: bug, errorId}}]);
  });
});
