/** The parts of the page's logic that need no browser. */
import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIMessage,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10';
import {describe, expect, test} from 'vitest';
import {isNoPicture} from '../../../sandbox/web/client/composer/file-kind.ts';
import {readFilling} from '../../../sandbox/web/client/composer/read-filling.ts';
import {offeredCommands, searchCommands, takesFile} from '../../../sandbox/web/client/model/commands.ts';
import {beginsDay, beginsGroup} from '../../../sandbox/web/client/model/grouping.ts';
import {fileSize, fitInside} from '../../../sandbox/web/client/model/sizes.ts';
import {messageTime, relativeTime} from '../../../sandbox/web/client/model/times.ts';
import {readable} from '../../../sandbox/web/client/model/traffic.ts';

test.each([
  [12, 'in 12 seconds'],
  [-1, '1 second ago'],
  [0, 'now'],
  [59.6, 'in 1 minute'],
  [-7199, '1 hour ago'],
  [86_400, 'tomorrow'],
  [400 * 86_400, 'next year'],
])('%d seconds from now is "%s"', (offset, expected) => {
  expect(relativeTime(1_000_000 + offset, 1_000_000, 'en')).toBe(expected);
});

test("a relative time is in the viewer's language", () => {
  expect(relativeTime(1_000_030, 1_000_000, 'vi')).toBe('sau 30 giây nữa');
});

test.each([
  ['2026-03-02T14:05', 'Today at 14:05'],
  ['2026-03-01T23:59', 'Yesterday at 23:59'],
  ['2026-02-27T08:00', '27/02/2026 08:00'],
])('a message of %s is dated "%s"', (date, expected) => {
  expect(messageTime(new Date(date), new Date('2026-03-02T15:00'), 'en-GB')).toBe(expected);
});

describe('messages are grouped', () => {
  const message = (author: string, timestamp: string, extra: object = {}): APIMessage =>
    ({author: {id: author}, timestamp, ...extra}) as APIMessage;
  const first = message('1', '2026-03-02T12:00:00Z');
  test.each<[string, APIMessage, boolean]>([
    ['if one author sends them within minutes', message('1', '2026-03-02T12:06:00Z'), false],
    ['but not after a pause', message('1', '2026-03-02T12:08:00Z'), true],
    ['but not if the author differs', message('2', '2026-03-02T12:01:00Z'), true],
    ['but not if one is an answer', message('1', '2026-03-02T12:01:00Z', {message_reference: {}}), true],
    ['but not across days', message('1', '2026-03-04T12:00:00Z'), true],
  ])('%s', (_, next, expected) => {
    expect(beginsGroup(next, first)).toBe(expected);
  });

  test('and the first one begins a day', () => {
    expect(beginsDay(first, undefined)).toBe(true);
  });
});

describe('commands', () => {
  const commands = [
    {
      type: 1,
      name: 'styles',
      description: 'Presets',
      name_localizations: {vi: 'phong-cách'},
      options: [
        {
          type: Type.Subcommand,
          name: 'add',
          description: 'Add one',
          options: [{type: Type.String, name: 'title'}],
        },
        {
          type: Type.SubcommandGroup,
          name: 'my',
          options: [{type: Type.Subcommand, name: 'list', description: 'Mine'}],
        },
      ],
    },
    {type: 1, name: 'queue', description: 'Who is next', description_localizations: {vi: 'Ai tiếp theo'}},
    {type: 3, name: 'Stylize this', description: ''},
  ] as unknown as APIApplicationCommand[];

  test('include each subcommand as an entry, but no commands of the message menu', () => {
    expect(offeredCommands(commands, 'en-US').map(({name}) => name)).toEqual([
      'queue',
      'styles add',
      'styles my list',
    ]);
  });

  test("are shown in the viewer's language and sent by their real name", () => {
    const [add] = searchCommands(offeredCommands(commands, 'vi'), 'phong');
    expect(add).toMatchObject({name: 'styles add', label: 'phong-cách add', options: [{name: 'title'}]});
    expect(offeredCommands(commands, 'vi').find(({name}) => name === 'queue')?.description).toBe(
      'Ai tiếp theo',
    );
  });

  test('are sorted: names that begin with the letters come before names that contain them', () => {
    const found = searchCommands(offeredCommands(commands, 'en-US'), 's');
    expect(found.map(({name}) => name)).toEqual(['styles add', 'styles my list']);
    expect(searchCommands(offeredCommands(commands, 'en-US'), 'ue').map(({name}) => name)).toEqual(['queue']);
  });
});

describe('an option as typed', () => {
  const option = (type: Type, extra: object = {}) =>
    ({type, name: 'x', description: '', ...extra}) as APIApplicationCommandBasicOption;
  test.each<[string, APIApplicationCommandBasicOption, string, object]>([
    ['text', option(Type.String), 'hello', {value: 'hello'}],
    ['nothing', option(Type.String), '  ', {}],
    [
      'nothing for a required option',
      option(Type.String, {required: true}),
      '',
      {problem: 'This option is required'},
    ],
    ['a number with a comma', option(Type.Number), '1,5', {value: 1.5}],
    ['a fraction for a whole number', option(Type.Integer), '1.5', {problem: 'Type a whole number'}],
    ['words for a number', option(Type.Number), 'many', {problem: 'Type a number'}],
    [
      'a number that is too small',
      option(Type.Integer, {min_value: 128}),
      '12',
      {problem: 'Type a number of at least 128'},
    ],
    [
      'text that is not in the list of choices',
      option(Type.String, {choices: [{name: 'a', value: 'a'}]}),
      'b',
      {problem: 'Pick one from the list'},
    ],
    ['a word other than true or false', option(Type.Boolean), 'yes', {problem: 'Pick true or false'}],
    ['a name that was not picked', option(Type.User), 'linh', {problem: 'Pick somebody from the list'}],
    ['no file', option(Type.Attachment, {required: true}), 'cat.png', {problem: 'Add a file'}],
  ])('is read or refused: %s', (_, given, text, expected) => {
    expect(readFilling({option: given, text})).toEqual(expected);
  });

  test('is sent as the value of the picked choice, not its name', () => {
    const picked = {option: option(Type.User), text: 'Linh', choice: {name: 'Linh', value: '42'}};
    expect(readFilling(picked)).toEqual({value: {user: '42'}});
    const truth = {option: option(Type.Boolean), text: 'False', choice: {name: 'False', value: 'false'}};
    expect(readFilling(truth)).toEqual({value: false});
  });
});

test.each([
  [
    {width: 1000, height: 500},
    {width: 550, height: 275},
  ],
  [
    {width: 300, height: 700},
    {width: 150, height: 350},
  ],
  [
    {width: 20, height: 10},
    {width: 20, height: 10},
  ],
])('%o fits a message as %o', (picture, expected) => {
  expect(fitInside(picture, {width: 550, height: 350})).toEqual(expected);
});

test.each([
  [999, '999 bytes'],
  [1536, '1.5 KB'],
  [10 * 1024 * 1024, '10.00 MB'],
])('%d bytes are %s', (bytes, expected) => {
  expect(fileSize(bytes)).toBe(expected);
});

test('a cut body is shown as it is, and a complete one is indented', () => {
  expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readable('{"a":… (9 characters)')).toBe('{"a":… (9 characters)');
});

test.each([
  ['photo.jpg', 'image/jpeg', false],
  ['IMG_1.HEIC', '', false],
  ['notes.txt', 'text/plain', true],
  ['photo.jpg', 'application/pdf', true],
  ['archive', '', true],
])('%s of type "%s" is no picture: %s', (name, type, expected) => {
  expect(isNoPicture({name, type})).toBe(expected);
});

test('a command takes a file if it needs one', () => {
  const withOption = (type: Type, required: boolean) =>
    offeredCommands(
      [
        {type: 1, name: 'hang', description: '', options: [{type, name: 'image', required}]},
      ] as APIApplicationCommand[],
      'en-US',
    ).map(takesFile);
  expect(withOption(Type.Attachment, true)).toEqual([true]);
  expect(withOption(Type.Attachment, false)).toEqual([false]);
  expect(withOption(Type.String, true)).toEqual([false]);
});
