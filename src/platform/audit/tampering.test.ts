/** Someone alters the file of the database behind the server's back. `ADIT_TEST_TAMPERINGS=10000` runs that many. */
import { expect, test } from 'bun:test';
import { ident, sql } from '#sdk';
import type { Writer } from '../db/index.ts';
import { dropGuards, exampleChain } from './example-chain.ts';
import { sealNext } from './seal.ts';
import { checkpointRows } from './statements.ts';

const RUNS = Number(process.env.ADIT_TEST_TAMPERINGS ?? 300);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const ROWS = 300;

type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const flipOne = (text: string, random: Random): string => {
  const at = random(text.length);
  return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
};

/** One value of one row, of any column. */
function edit(db: Writer, random: Random): string {
  const columns = db.all<{ name: string }>(sql`select name from pragma_table_info('audit_log')`);
  const column = columns[random(columns.length)]!.name;
  const seq = 1 + random(ROWS);
  const row = db.get<{ v: string | number | null }>(
    sql`select ${ident(column)} as v from audit_log where seq = ${seq}`,
  )!;
  const forged =
    typeof row.v === 'number' ? row.v + ROWS + 1 + random(1e6) : row.v === null ? 'x' : flipOne(row.v, random);
  db.run(sql`update audit_log set ${ident(column)} = ${forged} where seq = ${seq}`);
  return `${column} of row ${seq}`;
}

function cut(db: Writer, random: Random): string {
  const from = 1 + random(ROWS);
  const to = Math.min(ROWS, from + random(20));
  db.run(sql`delete from audit_log where seq between ${from} and ${to}`);
  return `rows ${from} to ${to} deleted`;
}

/** The rows after one go, and whatever says that there were more goes with them. */
function truncate(db: Writer, random: Random): string {
  const keep = random(ROWS);
  db.run(sql`delete from audit_log where seq > ${keep}`);
  const how = random(3);
  if (how > 0) db.run(sql`delete from audit_checkpoints where seq > ${keep}`);
  if (how > 1)
    db.run(sql`update settings set value = json_set(value, '$.seq', ${keep}, '$.hash',
      coalesce((select hash from audit_log where seq = ${keep}), ${'0'.repeat(64)})) where key = 'audit.head'`);
  return `cut behind ${keep}, ${how}`;
}

function swap(db: Writer, random: Random): string {
  const one = 1 + random(ROWS - 1);
  const other = one + 1 + random(ROWS - one);
  db.run(sql`update audit_log set seq = ${ROWS * 2} where seq = ${one}`);
  db.run(sql`update audit_log set seq = ${one} where seq = ${other}`);
  db.run(sql`update audit_log set seq = ${other} where seq = ${ROWS * 2}`);
  return `rows ${one} and ${other} swapped`;
}

/** A row slipped in: at the end, before the beginning, or in the place of one. */
function insert(db: Writer, random: Random): string {
  const like = 1 + random(ROWS);
  const seq = [ROWS + 1, 0, -5][random(3)]!;
  db.run(sql`insert into audit_log select ${seq}, at, actor, ip, method, tenant_id, action, object, outcome, before, after,
    request_id, prev_hash, hash from audit_log where seq = ${like}`);
  return `a copy of ${like} at ${seq}`;
}

function statement(db: Writer, random: Random): string {
  const lines = checkpointRows(db);
  const { seq, line } = lines[random(lines.length)]!;
  const how = random(3);
  if (how === 0) db.run(sql`delete from audit_checkpoints where seq = ${seq}`);
  else if (how === 1) db.run(sql`update audit_checkpoints set line = ${flipOne(line, random)} where seq = ${seq}`);
  else db.run(sql`insert into audit_tombstones (to_seq, at, line) values (${seq}, 0, ${line})`);
  return `statement ${seq}, ${how}`;
}

/** A whole chain, written with another key, in the place of the last rows. */
function rewrite(db: Writer, random: Random): string {
  const from = 1 + random(ROWS);
  const forger = exampleChain({ key: new Uint8Array(32).fill(8) });
  forger.write(ROWS - from + 1);
  db.run(sql`delete from audit_log where seq >= ${from}`);
  for (const r of forger.db.all<Record<string, string | number>>(sql`select * from audit_log order by seq`))
    db.run(sql`insert into audit_log (seq, at, actor, ip, method, tenant_id, action, object, outcome, before, after, request_id,
      prev_hash, hash) values (${Number(r.seq) + from - 1}, ${r.at!}, ${r.actor!}, ${r.ip!}, ${r.method!}, ${r.tenant_id!}, ${r.action!}, 
      ${r.object!}, ${r.outcome!}, ${r.before!}, ${r.after!}, ${r.request_id!}, ${r.prev_hash!}, ${r.hash!})`);
  return `rewritten from ${from}`;
}

const WAYS = [edit, edit, edit, cut, truncate, swap, insert, statement, rewrite];

test('random tamperings of a chain are all found, and nothing is found without one', () => {
  const chain = exampleChain();
  for (let sealed = 0; sealed < 3; sealed++) {
    chain.write(80);
    chain.seal();
  }
  chain.write(ROWS - 240);
  dropGuards(chain.db);
  expect(chain.audit.verify(chain.db).findings).toEqual([]);
  const random = randomFrom(SEED);
  const undone = new Error('undone');
  for (let run = 0; run < RUNS; run++) {
    let tampering = '';
    let found = true;
    try {
      chain.db.transaction((tx) => {
        tampering = WAYS[random(WAYS.length)]!(tx, random);
        found = !chain.audit.verify(tx).ok;
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
    expect([run, tampering, found]).toEqual([run, tampering, true]);
  }
  expect(chain.audit.verify(chain.db).findings).toEqual([]);
}, 600_000);

test('a chain cut off with everything that speaks of it, or written anew with its own key, is found by a witness', () => {
  const chain = exampleChain();
  chain.write(20);
  chain.seal();
  chain.write(20);
  const [early] = checkpointRows(chain.db).map(({ line }) => line);
  chain.seal();
  const [, late] = checkpointRows(chain.db).map(({ line }) => line);
  expect(chain.audit.verify(chain.db, [early!, late!]).ok).toBe(true);

  // The whole database of an earlier time.
  const earlier = exampleChain();
  earlier.write(20);
  earlier.seal();
  expect(earlier.audit.verify(earlier.db, [early!]).ok).toBe(true);
  expect(earlier.audit.verify(earlier.db, [early!, late!]).findings).toMatchObject([{ kind: 'witness', seq: 40 }]);

  // Other rows under the same keys: consistent, and not what was seen.
  const forged = exampleChain();
  forged.clock.advance(1);
  forged.write(40);
  forged.seal();
  expect(forged.audit.verify(forged.db).ok).toBe(true);
  expect(forged.audit.verify(forged.db, [early!]).findings).toMatchObject([{ kind: 'witness', seq: 20 }]);

  // A witness that somebody else wrote.
  const foreign = exampleChain({ key: new Uint8Array(32).fill(8) });
  foreign.write(20);
  foreign.seal();
  const [line] = checkpointRows(foreign.db).map((row) => row.line);
  expect(chain.audit.verify(chain.db, [line!]).findings).toMatchObject([{ kind: 'witness', seq: 20 }]);
});

test('a broken segment is never signed as sound, and stays found when the chain goes on', () => {
  const chain = exampleChain();
  chain.write(10);
  chain.seal();
  chain.write(10);
  dropGuards(chain.db);
  chain.db.run(sql`update audit_log set outcome = 'denied' where seq = 15`);
  expect(sealNext(chain.db, chain.audit.keys, chain.clock.now(), false)?.said).toMatchObject({ seq: 20, sound: false });
  chain.write(10);
  expect(sealNext(chain.db, chain.audit.keys, chain.clock.now(), false)?.said).toMatchObject({ seq: 30, sound: true });
  expect(chain.audit.verify(chain.db).findings.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['altered', 15],
    ['unsound', 20],
  ]);
});
