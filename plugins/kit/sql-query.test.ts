import { expect, test } from 'bun:test';
import { readingQuery } from './sql-query.ts';

test.each([
  ['select 1'],
  ['  SELECT a FROM t;  '],
  ['(select 1) union (select 2)'],
  ['with a as (select 1) select * from a -- the end; really'],
  ["select ';', 'insert into', \"update\", `delete`, $$ merge; $$ from t /* ; drop */"],
  ["select 'it''s; fine', replace(a, 'x', 'y') from t"],
])('%j reads', (text) => {
  expect(readingQuery(text).text).toBe(text.trimEnd().replace(/;$/, ''));
});

test.each([
  ['', 'does not begin'],
  ['-- select', 'does not begin'],
  ['explain analyze delete from t', 'does not begin'],
  ['values (1)', 'does not begin'],
  ['select 1; select 2', 'more than one'],
  ["select 1 /* ' */; drop table t -- '", 'more than one'],
  ['with a as (insert into t values (1) returning 1) select * from a', 'INSERT'],
  ['select * into copy from t', 'INTO'],
  ['select * from t for update', 'UPDATE'],
  ['select 1 /*!50000 into @a */', 'some servers run'],
  ['select 1\0', 'NUL'],
])('%j is refused', (text, why) => {
  expect(() => readingQuery(text)).toThrow(why);
});

test('where a backslash takes the next character along, a string ends elsewhere', () => {
  const text = "select '\\'; drop table t; -- '";
  expect(() => readingQuery(text)).toThrow('more than one');
  expect(readingQuery(text, { backslashes: true }).text).toBe(text);
});
