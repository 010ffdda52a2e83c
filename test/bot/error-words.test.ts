import {describe, expect, test} from 'vitest';
import {explainError} from '../../src/bot/error-words.ts';
import type {ErrorDetail} from '../../src/error-details.ts';
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
      'The photo is 20 × 20 pixels; each side must have at least 32.',
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
    expect(explainError(error, log, 'vi')).toBe('`cỡ-nét` phải là số từ 0,25 đến 2, không phải 3.');
    expect(explainError(error, log, 'de')).toBe('`style_scale` must be a number from 0.25 to 2, not 3.');
    expect(lines[0]?.fields).toMatchObject({reason: error.message});
  });

  test.each([
    ['en-US', '**Strokes** must be a number from 0.25 to 2, not “3”.'],
    ['vi', '**Cỡ nét** phải là số từ 0,25 đến 2, không phải “3”.'],
  ])('calls a field of the form as the form does, in %s', (locale, text) => {
    const given = {option: 'styleScale', least: 0.25, most: 2, whole: false, received: '“3”'};
    const error = new AppError('BAD_OPTION', 'for the log', {
      detail: {reason: 'optionRange', inForm: true, ...given},
    });
    expect(explainError(error, recordingLog().log, locale)).toBe(text);
  });

  test.each<[ErrorDetail, string, string]>([
    [
      {reason: 'reportsUsed', most: 5, until: 90},
      'Thank you for looking out. You’ve sent this server’s moderators 5 reports within an hour, the most I pass on. You can report again <t:90:R>; if it’s urgent, please write to them yourself.',
      'Cảm ơn bạn đã để ý. Trong một giờ bạn đã gửi 5 báo cáo cho người kiểm duyệt ở đây, đó là số tối đa tôi chuyển giúp. Bạn có thể báo cáo tiếp <t:90:R>; nếu gấp, bạn hãy tự nhắn họ nhé.',
    ],
    [
      {reason: 'unreadableImage', expected: ['JPEG', 'PNG', 'WebP', 'AVIF']},
      'I can’t read a.jpg. Please send a JPEG, PNG, WebP, or AVIF.',
      'Tôi không đọc được a.jpg. Hãy gửi ảnh JPEG, PNG, WebP hoặc AVIF.',
    ],
    [
      {reason: 'tooManyPixels', width: 9000, height: 9000, most: 40e6},
      'a.jpg is too large (81 megapixels; limit 40).',
      'a.jpg quá lớn (81 megapixel; tối đa 40).',
    ],
    [
      {reason: 'fileTooLarge', bytes: 1.5 * 1024 ** 2, most: 1024 ** 2},
      'a.jpg is too large (1.5 MiB; limit 1 MiB).',
      'a.jpg quá nặng (1,5 MiB; tối đa 1 MiB).',
    ],
    [
      {reason: 'blendShares', option: 'blend', expected: 1, given: 3, received: '2:1:1'},
      'You gave 3 shares for 1 painting.',
      'Bạn cho 3 phần với 1 bức tranh.',
    ],
    [
      {reason: 'optionChoice', option: 'colors', expected: ['style', 'keep'], received: 'all'},
      '`colors` must be painting or photo, not all.',
      '`màu-sắc` phải là tranh mẫu hoặc ảnh gốc, không phải all.',
    ],
    [
      {reason: 'blendShares', option: 'blend', expected: 2, given: 2, received: '0:1'},
      'I can’t read the shares “0:1”. Write them like 2:1.',
      'Tôi không hiểu tỉ lệ “0:1”. Hãy viết như 2:1.',
    ],
    [
      {reason: 'notYourBell'},
      'Only the person who requested this picture can be notified of it.',
      'Chỉ người đã yêu cầu bức này mới nhận được thông báo.',
    ],
  ])('says %j as a friend would', (detail, english, vietnamese) => {
    const error = new AppError('BAD_OPTION', 'for the log', {
      detail,
      file: {option: 'image', name: 'a.jpg'},
    });
    expect(explainError(error, recordingLog().log, 'en-US')).toBe(english);
    expect(explainError(error, recordingLog().log, 'vi')).toBe(vietnamese);
  });

  test('names the file', () => {
    const error = new AppError('BAD_IMAGE', 'style_image (a.gif): animated', {
      detail: {reason: 'animatedImage', frames: 12},
      file: {option: 'style_image', name: 'a.gif'},
    });
    expect(explainError(error, recordingLog().log, 'vi')).toBe('a.gif là ảnh động. Hãy gửi một ảnh tĩnh.');
  });

  test('adds no second full stop to a message that is already a sentence', () => {
    expect(words('QUEUE_FULL', 'The queue is full.')).toBe('The queue is full.');
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
