/** kill -9 while changes are recorded, sealed and sent. `ADIT_TEST_KILLS=200` for longer. */
import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { auditPlace } from './audit-place.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 6);
const folder = mkdtempSync(join(tmpdir(), 'adit-audit-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [file, sent] = [join(folder, 'adit.sqlite'), join(folder, 'sent.json')];

/** Kills it some writes after it has sealed and sent for the second time. */
async function killedWriter(after: number): Promise<void> {
  const child = Bun.spawn([process.execPath, resolve(import.meta.dir, 'audit-writer.ts'), folder], {
    ...{ stdout: 'pipe', stderr: 'inherit' },
  });
  let dots = 0;
  for await (const part of child.stdout) {
    dots += part.length;
    if (dots >= 2 + after) break;
  }
  child.kill('SIGKILL');
  await child.exited;
}

test(
  `after ${KILLS} kills every change has its row, the chain holds, and the receiver has each row`,
  async () => {
    let before = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await killedWriter(kill % 5);
      const place = auditPlace(file, sent);
      const { changes, rows } = place.counts();
      expect([kill, rows]).toEqual([kill, changes]);
      expect(rows).toBeGreaterThan(before);
      expect(place.audit.verify(place.db).findings).toEqual([]);
      before = rows;
      place.db.close();
    }
    const place = auditPlace(file, sent);
    place.keeper.start();
    place.keeper.sealAll();
    await place.keeper.settle();
    await place.keeper.stop();
    const told = readFileSync(sent, 'utf8').trimEnd().split('\n');
    const seqs = told.flatMap((line) => JSON.parse(line).seq ?? []);
    expect([...new Set(seqs)]).toEqual(Array.from({ length: before }, (_, i) => i + 1));
    expect(told.some((line) => line.includes('"gap"'))).toBe(false);
    const { checkpoints, ok } = place.audit.verify(place.db);
    expect([ok, checkpoints]).toEqual([true, told.filter((line) => line.includes('adit-checkpoint')).length]);
    place.db.close();
  },
  60_000 + KILLS * 5000,
);
