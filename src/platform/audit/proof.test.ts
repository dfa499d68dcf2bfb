import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type AuditRow, leafOf } from './entry.ts';
import { type ExampleChain, exampleChain } from './example-chain.ts';
import { ProofCheck, proofEnd, proofHead, proofRow, proofStatement } from './proof.ts';
import { publicKeyOf } from './signer.ts';
import { checkpointsAfter } from './statements.ts';

const ABOUT = { exportedAt: '2026-01-01T00:00:00.000Z' };

/** An export of the rows of one person, as `features/audit` writes it. */
function proofOf({ db, audit }: ExampleChain, actor: string): string[] {
  const lines = [proofHead(audit.keys.signer.publicKey)];
  let [count, upTo] = [0, 0];
  for (const { said, line } of checkpointsAfter(db, 0, 100)) {
    const rows = db.all<AuditRow>(
      sql`select * from audit_log where seq between ${said.from} and ${said.seq} order by seq`,
    );
    if (rows.some((row) => row.actor === actor)) lines.push(...rows.map((row) => proofRow(row, row.actor === actor)));
    lines.push(proofStatement('checkpoint', line));
    count += rows.filter((row) => row.actor === actor).length;
    upTo = said.seq;
  }
  lines.push(proofEnd(audit.keys.signer, { ...ABOUT, filter: { actor }, rows: count, upTo }));
  return lines;
}

const check = (lines: readonly string[], key: Uint8Array | null = null) => {
  const proof = new ProofCheck(key && publicKeyOf(key));
  for (const line of lines) proof.add(line);
  return proof.end();
};

const chain = exampleChain();
for (let i = 0; i < 3; i++) {
  chain.write(10);
  chain.seal();
}
const lines = proofOf(chain, 'user/1');
const key = Buffer.from(chain.audit.keys.signer.publicKey.base64, 'base64');

test('an export is proved by the public key alone, and says how much it leaves out', () => {
  const keyId = chain.audit.keys.signer.publicKey.id;
  const about = { ...ABOUT, filter: { actor: 'user/1' } };
  expect(check(lines, key)).toEqual({ ok: true, findings: [], rows: 10, leftOut: 20, checkpoints: 3, about, keyId });
  // Nothing of the other rows is in it.
  expect(lines.join('\n')).not.toContain('user/2');
});

test('a segment without a row of interest stands by its checkpoint alone', () => {
  const other = exampleChain();
  other.write(3);
  other.seal();
  const only = proofOf(other, 'nobody');
  expect(only).toHaveLength(3);
  expect(check(only)).toMatchObject({ ok: true, rows: 0, leftOut: 3 });
});

test('another key is told', () => {
  const forger = exampleChain({ key: new Uint8Array(32).fill(8) });
  forger.write(30);
  forger.seal();
  const forged = proofOf(forger, 'user/1');
  expect(check(forged).ok).toBe(true);
  expect(check(forged, key).findings.map(({ kind }) => kind)).toEqual(['head']);
});

test('whatever is changed, left out, added or turned around in the file is found', () => {
  for (let at = 0; at < lines.length; at++) {
    expect([at, check(lines.slice(0, at)).ok]).toEqual([at, false]);
    const line = lines[at]!;
    const without = lines.toSpliced(at, 1);
    const twice = lines.toSpliced(at, 0, line);
    const name = line.slice(0, 20);
    expect([at, name, check(without).ok]).toEqual([at, name, false]);
    expect([at, name, check(twice).ok]).toEqual([at, name, false]);
    if (at + 1 < lines.length && line !== lines[at + 1]) {
      const swapped = lines.with(at, lines[at + 1]!).with(at + 1, line);
      expect([at, name, check(swapped).ok]).toEqual([at, name, false]);
    }
    if (at === 0) continue;
    for (let i = 0; i < line.length; i += 7) {
      if (!/[0-9a-f]/.test(line[i]!)) continue;
      const altered = lines.with(at, line.slice(0, i) + (line[i] === '0' ? '1' : '0') + line.slice(i + 1));
      expect([at, i, check(altered).ok]).toEqual([at, i, false]);
    }
  }
});

test('a row whose content is taken out, so that it seems not to have been asked for, is missed at the end', () => {
  const at = lines.findIndex((line) => line.startsWith('{"row"'));
  const { row, hash } = JSON.parse(lines[at]!);
  const leaf = leafOf(hash, JSON.stringify(row));
  expect(check(lines.with(at, JSON.stringify({ leaf }))).findings.map(({ kind }) => kind)).toEqual(['truncated']);
});

test('a file that is no proof', () => {
  for (const text of ['', 'seq,at', '{}', '[]', 'null', '{"format":"adit-audit-proof","version":2}'])
    expect(check([text]).findings[0]?.message).toContain('no export with proof');
  expect(check([lines[0]!]).findings[0]?.message).toContain('end of the export is missing');
  expect(check([]).ok).toBe(false);
});
