/** 1,000 queued jobs from 10 workspaces: no waiting workspace is ever more than two jobs behind round-robin. */
import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { testClock } from '../clock.ts';
import { memoryDb } from '../db/index.ts';
import { idSource } from '../ids.ts';
import { type Job, jobStore } from './index.ts';

const JOBS = 1000;
const WORKSPACES = 10;

/** Repeatable and uneven: the first workspaces ask for most. */
function wishes(): number[] {
  let state = 7;
  return Array.from({ length: JOBS }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) ** 3 * WORKSPACES);
  });
}

test('jobs of ten workspaces, one of which asks for nearly half of everything, are served in turn', () => {
  const db = memoryDb();
  const clock = testClock();
  const store = jobStore({ db, bootId: 'b', clock, newId: idSource(clock) });
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0)`);
  for (let w = 0; w < WORKSPACES; w++)
    db.run(sql`insert into workspaces (id, tenant_id, name, created_at) values (${`w${w}`}, 't', ${`W${w}`}, 0)`);
  const waiting = new Map<string, number>();
  const add = (workspace: string) => {
    db.transaction((tx) => store.enqueue(tx, { kind: 'k', payload: {}, tenant: 't', workspace }));
    waiting.set(workspace, (waiting.get(workspace) ?? 0) + 1);
  };
  const wanted = wishes();
  // Half waits from the beginning, the rest comes while they are served: two come for each that goes.
  for (const w of wanted.splice(0, JOBS / 2)) add(`w${w}`);
  /** For each pair: how often the second was served while the first waited, since the first was served. */
  const ahead = new Map<string, number>();
  let [served, behind] = [0, 0];
  const running: Job[] = [];
  for (;;) {
    for (const w of wanted.splice(0, 2)) add(`w${w}`);
    const job = store.claim(['k']);
    if (!job) break;
    running.push(job);
    if (running.length === 4) store.finish(running.shift()!);
    served++;
    const workspace = job.workspace!;
    waiting.set(workspace, waiting.get(workspace)! - 1);
    for (const other of waiting.keys()) {
      ahead.delete(`${workspace} ${other}`);
      if (other === workspace || waiting.get(other) === 0) continue;
      const times = (ahead.get(`${other} ${workspace}`) ?? 0) + 1;
      ahead.set(`${other} ${workspace}`, times);
      behind = Math.max(behind, times);
    }
    clock.advance(1);
  }
  console.log(`${served} jobs of ${waiting.size} workspaces served; at most ${behind} behind round-robin`);
  expect([served, waiting.size]).toEqual([JOBS, WORKSPACES]);
  expect(behind).toBeLessThanOrEqual(2);
  expect(behind).toBeGreaterThan(0);
});
