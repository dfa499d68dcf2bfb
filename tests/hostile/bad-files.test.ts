/**
 * Every bad input that we thought of, through `adit mine` and through a running server: one clear message with line and
 * column where there is one, nothing left behind, the server alive, no dataset half there.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { AditBench, problemOf, type Ran, type ServerRun } from '../adit-bench.ts';
import { BAD_FILES, type BadFile, EVENT_LINE, HEADER } from './bad-files.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
beforeAll(() => {
  for (const { name, content } of BAD_FILES) bench.file(name, content());
});
afterAll(() => bench[Symbol.asyncDispose]());

function expectRefused(ran: Ran, { code, says, line, column }: BadFile): void {
  expect([ran.code, ran.out]).toEqual([1, '']);
  const problem = problemOf(ran);
  expect(problem.code).toBe(code);
  expect(problem.detail).toContain(says);
  expect(problem.type).toBe(`urn:adit:problem:${code}`);
  expect([problem.errors?.[0]?.line, problem.errors?.[0]?.column]).toEqual([line, column]);
  // A sentence for a person: no stack, no path of the program or of a temporary folder.
  expect(problem.detail).not.toMatch(/\.ts\b|\n {4}at |\/tmp-|\.tmp-/);
}

describe('through adit mine', () => {
  test.each(BAD_FILES.map((file) => [file.name, file] as const))(
    '%s',
    async (name, file) => {
      const ran = await bench.adit(['mine', name, '--calculator', 'log-summary', ...(file.flags ?? [])]);
      expectRefused(ran, file);
      expect(bench.leftovers()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('through a running server', () => {
  let server: ServerRun;
  beforeAll(async () => {
    server = await bench.serve();
  }, TIMEOUT_MS);

  const ask = (...args: string[]) => bench.adit([...args, '--json', '--data', bench.data]);
  const folders = () =>
    readdirSync(bench.data, { recursive: true, encoding: 'utf8' }).filter((f) =>
      /\/versions\/[^/]+$|\/raw\/\./.test(f),
    );

  test.each(BAD_FILES.map((file) => [file.name, file] as const))(
    '%s',
    async (name, file) => {
      expectRefused(await ask('import', name, ...(file.flags ?? [])), file);
      expect((await server.get('/livez')).status).toBe(200);
      expect(folders()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'afterwards every one of them is told as failed, and the server still works',
    async () => {
      const list: { name: string; status: string; version: number | null }[] = JSON.parse(
        (await ask('dataset', 'list')).out,
      );
      expect(list.length).toBeGreaterThan(BAD_FILES.length / 2);
      expect(list.filter((d) => d.status !== 'failed' || d.version !== null)).toEqual([]);
      bench.file('good.csv', `${HEADER}1,register,2024-01-01T09:00:00Z\n`);
      expect(JSON.parse((await ask('import', 'good.csv')).out).dataset).toMatchObject({
        cases: 1,
        events: 1,
        status: 'ready',
      });
      // A bad file for a dataset that has a version leaves that version as it is.
      const refused = await ask('import', 'report.csv', '--dataset', 'good');
      expect(problemOf(refused).code).toBe('import.notAnEventLog');
      const again = JSON.parse((await ask('dataset', 'list')).out);
      expect(again).toContainEqual(expect.objectContaining({ name: 'good', status: 'ready', version: 1, events: 1 }));
      const [good] = JSON.parse((await ask('dataset', 'verify', 'good')).out);
      expect(good.damage).toEqual([]);
      expect(folders().length).toBe(1);
      const { code, err } = await server.stop();
      expect([code, err.includes('defect')]).toEqual([0, false]);
    },
    TIMEOUT_MS,
  );
});

describe('bad rows among good ones are put aside, each with its line and reason', () => {
  const mixed = (line: string | Uint8Array, last = EVENT_LINE) =>
    Buffer.concat([Buffer.from(HEADER + EVENT_LINE), Buffer.from(line), Buffer.from(last)]);
  test.each([
    [
      'mixed encodings',
      mixed(Buffer.from('2,pr\xfcfen,2024-01-01T09:00:00Z\n', 'latin1'), '1,prüfen,2024-01-01T10:00:00Z\n'),
      /^ {2}line 3: the line is not valid UTF-8/m,
    ],
    ['a NUL byte', mixed('2,re\0gister,2024-01-01T09:00:00Z\n'), /^ {2}line 3/m],
    ['a time that is none', mixed('2,register,2024-13-01T09:00:00Z\n'), /^ {2}line 3, timestamp: /m],
    ['no case', mixed(',register,2024-01-01T09:00:00Z\n'), /^ {2}line 3, case_id: /m],
    ['a cell too many', mixed('2,register,2024-01-01T09:00:00Z,x\n'), /^ {2}line 3: /m],
    ['a cell too few', mixed('2,register\n'), /^ {2}line 3: /m],
  ])(
    '%s',
    async (name, content, says) => {
      const file = bench.file(`${name.replaceAll(' ', '-')}.csv`, content);
      const { code, out, err } = await bench.adit(['mine', file, '--calculator', 'log-summary']);
      expect([code, JSON.parse(out).events]).toEqual([0, 2]);
      expect(err).toContain('2 events, 1 rejected');
      expect(err).toMatch(says);
    },
    TIMEOUT_MS,
  );
});
