import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dir, '../..');

/** The builder: the one place where text becomes a statement. */
const BUILDER = 'src/sdk/sql.ts';

/** A statement, or a part of one, that was made by hand. */
const MADE_BY_HAND = /\btext:[^{}]*(\$\{[^}]*\}[^{}]*)*\bvalues: \[/;

/** A template that begins like a statement and is not the builder's. */
const UNTAGGED =
  /(?<!sql)`\s*(select\s[^`]*\bfrom|insert\s+(or\s+\w+\s+)?into|update\s+\S+\s+set|delete\s+from|(create|drop|alter)\s+(or\s+replace\s+)?(temp\s+)?(table|view|type|index|trigger|macro|schema)|attach\s+['"$]|copy\s+\(|pragma\s+\w+\s*=|set\s+(global\s+)?\w+\s*=)/i;

/** Strings joined to a statement. */
const JOINED = /['"`](select|insert into|delete from|update) [^'"`]*['"`]\s*\+/i;

const IS_SQL = [MADE_BY_HAND, UNTAGGED, JOINED];

test('statements are made by the builder alone', () => {
  const files = [...new Bun.Glob('{src,plugins}/**/*.ts').scanSync(root)].filter(
    (file) => !/\.test\.ts$/.test(file) && file !== BUILDER,
  );
  expect(files.length).toBeGreaterThan(500);
  const found = files.filter((file) => {
    const text = readFileSync(resolve(root, file), 'utf8');
    return IS_SQL.some((pattern) => pattern.test(text));
  });
  expect(found).toEqual([]);
});

// The samples write @{…} for a place in a template.
test.each([
  'const s = `select @{a} from t`',
  'run(`insert into @{t} values (1)`)',
  'run(`\n  update t set a = @{a}`)',
  'run(`create table @{name} (a)`)',
  "run(`attach '@{file}' as x`)",
  'run(`set threads = @{n}`)',
  'const s: Sql = { text: `x @{y}`, values: [] }',
  'const s: Sql = {\n  text: a ? `x @{y}` : `z`,\n  values: [],\n}',
  "db.get('select a from ' + table)",
])('%j is found', (line) => {
  expect(IS_SQL.some((pattern) => pattern.test(line.replaceAll('@', '$')))).toBe(true);
});

test.each([
  'sql`select @{a} from t`',
  'sql`update t set a = @{a}`',
  '`select one of @{n}`',
  '`set aside`',
  '{ text: label, values }',
])('%j is let be', (line) => {
  expect(IS_SQL.some((pattern) => pattern.test(line.replaceAll('@', '$')))).toBe(false);
});
