/** Which customers' plug-ins are loaded; the others are listed with the reason why not. */
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExternalPlugIns } from '../../src/engine/plug-ins/external.ts';
import { sha256 } from '../../src/engine/plug-ins/folder.ts';
import { badCalculator, installPlugIns } from './customer-plug-ins.ts';
import { temporaryFolder } from './example-versions.ts';

setDefaultTimeout(60_000); // a busy machine is no fault

const folder = temporaryFolder();
const LIMITS = { memoryBytes: 1e9, timeoutMs: 20_000 };
const temporary = join(folder, 'temporary');
const { TMPDIR } = process.env;
mkdirSync(temporary);
process.env.TMPDIR = temporary;
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true, force: true });
});

describe('what is not loaded, and why', () => {
  const good = (id: string) => badCalculator(id, 'return { n: 1 }');
  const reasons = async (sources: Record<string, string>, limits = LIMITS, change = (_path: string) => {}) => {
    const { path, allow } = installPlugIns(join(folder, crypto.randomUUID()), sources);
    change(path);
    const { status } = await ExternalPlugIns.load(path, allow, limits, new Set(['taken']));
    return status.map((s) => (s.state === 'loaded' ? `${s.name}: loaded` : `${s.name}: ${s.reason}`));
  };

  test('by the folder', async () => {
    const found = await reasons({ changed: good('changed'), fine: good('fine') }, LIMITS, (path) => {
      writeFileSync(join(path, 'changed.ts'), good('changed').replace('Trial', 'Trail'));
      writeFileSync(join(path, 'unknown.ts'), good('unknown'));
      symlinkSync(join(path, 'fine.ts'), join(path, 'linked.ts'));
      mkdirSync(join(path, 'room.ts'));
      writeFileSync(join(path, 'notes.txt'), 'no plug-in');
    });
    const sum = sha256(Buffer.from(good('unknown')));
    expect(found).toEqual([
      expect.stringMatching(/^changed: its checksum is [0-9a-f]{64}, the allow-list says [0-9a-f]{64}$/),
      'fine: loaded',
      'linked: it is a link or no plain file',
      'room: it is a link or no plain file',
      `unknown: its checksum is not on the allow-list; to allow it, add  unknown = "${sum}"  under [plugins.allow]`,
    ]);
    expect(await ExternalPlugIns.load(join(folder, 'nowhere'), {}, LIMITS, new Set()).then((p) => p.status)).toEqual(
      [],
    );
  });

  test('by what it is', async () => {
    const found = await reasons({
      a: good('mine'),
      b: good('mine'),
      built: good('rework'),
      chosen: good('taken'),
      empty: 'export const nothing = 1;',
      kernel: good('kernel').replaceAll('kernel.kernel', 'dfg'),
      leaves: 'process.exit(0);',
      throws: `throw new Error('no licence found');`,
    });
    expect(found).toEqual([
      'a: loaded',
      'b: its id "mine" is taken',
      'built: Two plug-ins of kind calculator have the id "rework".',
      'chosen: its id "taken" is taken',
      'empty: The plug-in "empty" has no default export made with a define… function.',
      'kernel: Two plug-ins of kind kernel have the id "dfg".',
      'leaves: A child process ended without an answer (0): ',
      'throws: no licence found',
    ]);
  });

  test('by its silence', async () => {
    expect(await reasons({ silent: 'for (;;);' }, { ...LIMITS, timeoutMs: 1_000 })).toEqual([
      'silent: The work took longer than its limit of 1 s and was stopped; nothing was changed.',
    ]);
  });
});

test('nothing stays in the folder for temporary files, however a child ended', () => {
  expect(tmpdir()).toBe(temporary);
  expect(readdirSync(temporary)).toEqual([]);
});
