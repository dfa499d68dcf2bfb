/** `adit audit`: the same whether a server holds the data folder or not; exports are checked without either. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from '#sdk';
import { openDb } from '../../src/platform/db/index.ts';
import { AditBench, problemOf } from '../adit-bench.ts';
import { downAndUp } from './down-and-up.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const audit = (...args: string[]) => bench.adit(['audit', ...args, '--data', bench.data]);
beforeAll(async () => {
  for (const login of ['ann', 'ben', 'eva']) await bench.adit(['user', 'add', login, '--data', bench.data]);
}, TIMEOUT_MS);

downAndUp(bench, (state) => {
  test(
    'verify, checkpoint, witness, export, and the export checked',
    async () => {
      const verified = await audit('verify');
      expect([verified.code, verified.err]).toEqual([0, '']);
      expect(verified.out).toMatch(/^The audit log is whole: \d+ rows, \d+ checkpoints?\.\n$/);
      const sealed = await audit('checkpoint');
      expect(sealed.out).toMatch(/^adit-checkpoint:1:\d+:\d+:\d+:1:\S+\nSigned at \S+ for everything up to row \d+/);
      const [, key] = /with the key (\S+) /.exec(sealed.out)!;
      const witness = bench.file(`witness-${state}.txt`, `noise ${sealed.out}\nnoise\n`);
      const against = await audit('verify', '--witness', witness);
      expect([against.code, against.out]).toEqual([0, expect.stringContaining('1 witnessed checkpoint.')]);

      const file = bench.file(`rows-${state}.jsonl`);
      const exported = await audit('export', file, '--format', 'proof', '--action', 'user', '--json');
      expect(JSON.parse(exported.out)).toEqual({ file, bytes: readFileSync(file).length });
      const again = await audit('export', file, '--json');
      expect([again.code, problemOf(again).code]).toEqual([4, 'export.fileExists']);
      expect((await audit('export', file, '--format', 'proof', '--overwrite', '--action', 'user')).code).toBe(0);
      const check = (...args: string[]) => bench.adit(['audit', 'verify', '--export', file, ...args]);
      const genuine = await check('--key', key!);
      expect([genuine.code, genuine.out]).toEqual([
        0,
        expect.stringMatching(/^The export is genuine: 3 rows proved, /),
      ]);
      expect((await check('--key', Buffer.alloc(32, 1).toString('base64'))).code).toBe(1);
      writeFileSync(file, readFileSync(file, 'utf8').replace('"ben', '"bob'));
      const forged = await check('--json');
      expect([forged.code, JSON.parse(forged.out)]).toMatchObject([1, { ok: false }]);
    },
    TIMEOUT_MS,
  );

  test('a witness without checkpoints is a mistake, not a proof', async () => {
    const empty = bench.file('empty.txt', 'nothing here\n');
    for (const [file, exit, code] of [
      [empty, 1, 'audit.noCheckpoint'],
      [bench.file('not-there.txt'), 2, 'cli.noFile'],
    ] as const) {
      const ran = await audit('verify', '--witness', file, '--json');
      expect([ran.code, problemOf(ran).code]).toEqual([exit, code]);
    }
  });
});

test(
  'a tampered log ends with 1 and says which row',
  async () => {
    const db = openDb(join(bench.data, 'adit.sqlite'));
    db.run(sql`drop trigger audit_log_no_update`);
    db.run(sql`update audit_log set actor = 'system/nobody' where seq = 2`);
    db.close();
    const { code, out } = await audit('verify');
    expect([code, out]).toEqual([1, expect.stringContaining('Row 2 was altered or not written by this server.')]);
  },
  TIMEOUT_MS,
);

test.each([
  [['verify', 'x'], 'The argument "x" has no place here.'],
  [['vrfy'], 'There is no action "vrfy".'],
  [['export'], 'Say where to write to'],
  [['export', 'f', '--format', 'pdf'], 'There is no format "pdf".'],
  [['export', 'f', '--outcome', 'maybe'], 'There is no outcome "maybe".'],
])('bad usage: %j', async (args, says) => {
  const ran = await bench.adit(['audit', ...args]);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(says)]);
});
