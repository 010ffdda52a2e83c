import Database from 'libsql';
import {expect, test} from 'vitest';
import {withCheckedBindings} from '../../../src/jobs/store/checked-bindings.ts';

const database = withCheckedBindings(new Database(':memory:'));
database.exec('CREATE TABLE things (id, size)');
const insert = database.prepare('INSERT INTO things (id, size) VALUES (:id, :size)');
const find = database.prepare('SELECT size FROM things WHERE id = ?');

test('texts and numbers are stored and found, by name and by place', () => {
  insert.run({id: 'a', size: 1});
  insert.run({id: 'b', size: null});
  expect(find.get('a')).toMatchObject({size: 1});
  expect(find.get('b')).toMatchObject({size: null});
});

// Without the check, each of these ends the process that runs this test.
test.each([[{}], [true], [Buffer.from('a')], [{id: 'a'}], [[{}]], [[true]]])(
  '%j in the place of an id is an error, not the end',
  (value) => {
    expect(() => find.get(value)).toThrow(TypeError);
  },
);

test.each([[{}], [{id: 'a'}], [{id: {}, size: 1}], [{id: true, size: 1}]])(
  '%j for names is an error',
  (values) => {
    expect(() => insert.run(values)).toThrow(TypeError);
  },
);
