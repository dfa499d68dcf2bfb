import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AppError } from '#sdk';
import { expected } from './check.ts';
import { configExample, configSchema, loadConfig } from './index.ts';
import { aboutOf, kindOf, settingsOf } from './setting.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'adit.toml');
const load = (text: string) => {
  writeFileSync(file, text);
  return loadConfig({ file, env: {}, cwd: folder });
};
const defaults = () => loadConfig({ env: {}, cwd: folder }).config;
const uncommented = configExample().replaceAll(/^#(?=[a-z])/gm, '');

test('config.example.toml is what the schema generates', () => {
  const committed = readFileSync(resolve(import.meta.dir, '../../../config.example.toml'), 'utf8');
  expect(committed).toBe(configExample());
});

test('the example is the defaults: as it stands, without comments, and with every setting uncommented', () => {
  const bare = configExample().replaceAll(/^#.*\n/gm, '');
  expect(load(configExample()).config).toEqual(defaults());
  expect(load(bare).config).toEqual(defaults());
  // A secret that is set to '' is not set; all others have the value of their default.
  expect(load(uncommented).config).toEqual(defaults());
});

test('every setting says what it is', () => {
  const settings = settingsOf(configSchema);
  expect(settings.length).toBeGreaterThan(40);
  for (const { name, schema } of settings) {
    const about = aboutOf(schema);
    expect([name, typeof about.description, typeof about.since, schema.default !== undefined]).toEqual([
      name,
      'string',
      'string',
      true,
    ]);
    expect(['reload', 'restart']).toContain(about.change);
    expect(name).toMatch(/^[a-z_]+(\.[a-z_]+)+$/);
  }
});

/** A value of the wrong type, and one out of range where there is a range. */
function wrongValues(schema: Parameters<typeof kindOf>[0]): string[] {
  const kind = kindOf(schema);
  if (kind === 'integer' || kind === 'number') {
    const wrong = ['"many"', 'true', '1979-05-27'];
    if (schema.minimum !== undefined) wrong.push(String(schema.minimum - 1));
    if (schema.maximum !== undefined) wrong.push(String(schema.maximum + 1));
    return wrong;
  }
  if (kind === 'boolean') return ['"true"', '0'];
  if (kind === 'list' || kind === 'by-name') return ['"x"', '3', kind === 'list' ? '[3]' : '{ a = 3 }'];
  return kind === 'choice' ? ['"none of them"', '1'] : ['1', '["x"]'];
}

test('every mutant of the example is caught on its line', () => {
  const lines = uncommented.split('\n');
  let mutants = 0;
  const caught = (line: number, replacement: string, what: string) => {
    mutants++;
    const text = lines.with(line, replacement).join('\n');
    let details: AppError['details'] = [];
    try {
      load(text);
    } catch (error) {
      details = (error as AppError).details;
    }
    expect([what, details[0]?.line]).toEqual([what, line + 1]);
  };
  for (const { name, schema } of settingsOf(configSchema)) {
    if (kindOf(schema) === 'tables') continue;
    const section = name.split('.').slice(0, -1).join('.');
    const key = name.split('.').at(-1) as string;
    const line = lines.findIndex((l, i) => l.startsWith(`${key} = `) && i > lines.indexOf(`[${section}]`));
    caught(line, lines[line]!.replace(key, key.length > 3 ? key.slice(1) : `${key}s`), `typo in ${name}`);
    for (const wrong of wrongValues(schema)) caught(line, `${key} = ${wrong}`, `${name} = ${wrong}`);
  }
  expect(mutants).toBeGreaterThan(100);
});

test('no false alarm: each setting alone, at its default and at the bounds of its range', () => {
  let files = 0;
  for (const { name, schema } of settingsOf(configSchema)) {
    if (schema.secret) continue;
    // Only what one setting says of itself; how settings fit together is tested beside the rules.
    const values = [schema.default, schema.minimum, schema.maximum].filter((v) => v !== undefined);
    for (const value of values.filter(() => !name.startsWith('session.'))) {
      files++;
      const toml = kindOf(schema) === 'by-name' ? '{}' : JSON.stringify(value);
      expect(() => load(`${name} = ${toml}`), `${name} = ${toml}, which is ${expected(schema)}`).not.toThrow();
    }
  }
  expect(files).toBeGreaterThan(50);
});
