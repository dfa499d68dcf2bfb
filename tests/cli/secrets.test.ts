/** `adit secrets`: the same whether a server holds the data folder or not; keys leave it under a passphrase only. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench, documentOf, problemOf } from '../adit-bench.ts';
import { auditOf, keepSecrets, readSecrets } from '../kept-secrets.ts';
import { downAndUp } from './down-and-up.ts';

const TIMEOUT_MS = 60_000;
const SECRETS = 70;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());
beforeAll(() => keepSecrets(bench.data, SECRETS));

const secrets = (...args: string[]) => bench.adit(['secrets', ...args, '--data', bench.data]);
const answer = async (...args: string[]) => documentOf(await secrets(...args, '--json'));
const codeOf = async (...args: string[]) => {
  const ran = await secrets(...args, '--json');
  return [ran.code, problemOf(ran).code];
};

const allAreKept = () => expect(readSecrets(bench.data)).toBe(SECRETS);
downAndUp(
  bench,
  (state) => {
    test(
      'doctor, rotate, reencrypt, forget',
      async () => {
        const [former] = (await answer('doctor')).keys;
        expect(former).toMatchObject({ isCurrent: true, secrets: SECRETS });
        const rotated = await answer('rotate');
        expect(rotated).toEqual({ key: expect.stringMatching(/^[0-9a-f]{16}$/), secrets: SECRETS, broken: [] });
        expect(await codeOf('forget', rotated.key)).toEqual([4, 'secrets.keyInUse']);
        expect((await secrets('doctor')).out).toBe(
          [
            `${rotated.key}  current, wraps ${SECRETS} secrets  ${join(bench.data, 'secrets.key')}`,
            `${former.id}  wraps 0 secrets  ${join(bench.data, `secrets-${former.id}.key`)}`,
            `${SECRETS} secrets, all open.`,
            `Nothing needs ${former.id} but backups of earlier days; then: adit secrets forget ${former.id}`,
            '',
          ].join('\n'),
        );
        expect(await answer('reencrypt')).toEqual({ secrets: SECRETS, broken: [] });
        expect((await secrets('forget', former.id)).out).toBe(`The key ${former.id} is gone.\n`);
        expect((await answer('doctor')).keys).toHaveLength(1);
      },
      TIMEOUT_MS,
    );

    test(
      'keys go out under a passphrase, into a file of their own',
      async () => {
        const words = bench.file('words', 'an orchard full of quiet bees\nsecond line\n');
        const file = bench.file(`keys-${state}.json`);
        const { out } = await secrets('export-keys', file, '--passphrase-file', words);
        expect(out).toContain(`${file}: audit.key, token.key, secrets.key, under the passphrase.`);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        const key = readFileSync(join(bench.data, 'secrets.key'), 'utf8').trim();
        expect(readFileSync(file, 'utf8')).not.toContain(key);
        expect(await codeOf('export-keys', file, '--passphrase-file', words)).toEqual([4, 'secrets.fileExists']);
        const short = bench.file('short', 'too short\n');
        expect(await codeOf('export-keys', `${file}2`, '--passphrase-file', short)).toEqual([
          1,
          'secrets.shortPassphrase',
        ]);
        const restoring = ['restore-keys', file, '--passphrase-file', words];
        if (state === 'up') expect(await codeOf(...restoring)).toEqual([4, 'platform.dataFolderInUse']);
        else expect((await answer(...restoring)).written).toEqual([]);
      },
      TIMEOUT_MS,
    );
  },
  allAreKept,
);

test(
  'the restore drill: without its key files the data folder is refused; restored, every secret opens',
  async () => {
    const words = bench.file('words', 'an orchard full of quiet bees');
    const file = bench.file('drill.json');
    await answer('export-keys', file, '--passphrase-file', words);
    renameSync(join(bench.data, 'secrets.key'), bench.file('lost.key'));
    expect(await codeOf('doctor')).toEqual([3, 'secrets.keyMissing']);
    expect(existsSync(join(bench.data, 'secrets.key'))).toBe(false);
    // The key of the audit log is not made anew either, while there are rows that only the old one proves.
    renameSync(join(bench.data, 'audit.key'), bench.file('lost-audit.key'));
    expect(await codeOf('doctor')).toEqual([3, 'secrets.keyMissing']);
    expect(existsSync(join(bench.data, 'audit.key'))).toBe(false);
    const wrong = bench.file('wrong', 'an orchard full of quiet wasps');
    expect(await codeOf('restore-keys', file, '--passphrase-file', wrong)).toEqual([1, 'secrets.wrongPassphrase']);
    const { written, there } = await answer('restore-keys', file, '--passphrase-file', words);
    expect([written.sort(), there]).toEqual([['audit.key', 'secrets.key'], ['token.key']]);
    expect((await secrets('doctor')).out).toContain(`${SECRETS} secrets, all open.`);
  },
  TIMEOUT_MS,
);

test(
  'each act stands in the audit log, and no key in any log',
  () => {
    const { actions, text } = auditOf(bench.data);
    for (const act of ['rotate', 'rewrap', 'reencrypt', 'forget', 'export-keys'])
      expect(actions).toContain(`secrets.${act}`);
    const key = readFileSync(join(bench.data, 'secrets.key'), 'utf8').trim();
    const log = readFileSync(join(bench.data, 'adit.log'), 'utf8');
    expect([text.includes(key), log.includes(key)]).toEqual([false, false]);
  },
  TIMEOUT_MS,
);

test.each([
  [['forget'], 'Say which key: adit secrets forget KEY.'],
  [['export-keys', 'x'], 'export-keys needs --passphrase-file FILE, or --passphrase-file - .'],
  [['doctor', 'x'], 'The argument "x" has no place here.'],
  [['rotat'], 'There is no action "rotat".'],
])('%j is bad usage', async (args, says) => {
  const { code, err } = await secrets(...args);
  expect([code, err]).toEqual([2, expect.stringContaining(says)]);
});
