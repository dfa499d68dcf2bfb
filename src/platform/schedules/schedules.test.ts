import { describe, expect, test } from 'bun:test';
import { AppError, sql } from '#sdk';
import { testClock } from '../clock.ts';
import { memoryDb } from '../db/index.ts';
import { type JobStore, jobStore } from '../jobs/index.ts';
import { createLog, streamSink } from '../log/index.ts';
import { type Policy, type ScheduleDefinition, scheduler } from './index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 10, 12, 30);

type Whose = 'the appliance' | 'a workspace';
const OWNER = { tenant: 't', workspace: 'w', kind: 'thing', id: 'tidy' };

function house(whose: Whose, change: Partial<Policy> = {}) {
  const db = memoryDb();
  db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0)`);
  db.run(sql`insert into workspaces (id, tenant_id, name, created_at) values ('w', 't', 'W', 0)`);
  const clock = testClock(START);
  const jobs = jobStore({ db, bootId: 'b', clock });
  const lines: string[] = [];
  const log = createLog({ sink: streamSink((line) => void lines.push(line)), clock });
  const policy: Policy = { cron: '0 * * * *', zone: 'UTC', overlap: 'parallel', catchUp: 'once', ...change };
  const definition: ScheduleDefinition = {
    ...{ id: 'tidy', title: 'Tidy', job: { kind: 'tidy', payload: {} }, ...policy },
  };
  const declared = whose === 'the appliance' ? [definition] : [];
  const begin = (store: Pick<JobStore, 'enqueue' | 'count'> = jobs) =>
    scheduler({ db, jobs: store, clock, log, definitions: declared, newId: () => 'tidy' });
  const schedules = begin();
  const own = schedules.ofWorkspaces;
  const made = { owner: OWNER, title: 'Tidy', job: { kind: 'tidy', payload: {}, key: 'tidy' }, ...policy };
  if (whose === 'a workspace') db.transaction((tx) => own.create(tx, made));
  schedules.look();
  const added = () => jobs.list({ schedule: 'tidy' }).length;
  const kept = () => own.find(OWNER)!;
  const isOwn = whose === 'a workspace';
  const now = () => (isOwn ? kept() : schedules.find('tidy')!);
  const by = { userId: null, correlationId: 'r' };
  const act = {
    pause: () => db.transaction((tx) => (isOwn ? own.pause(tx, kept()) : schedules.pause(tx, 'tidy'))),
    resume: () => db.transaction((tx) => (isOwn ? own.resume(tx, kept()) : schedules.resume(tx, 'tidy'))),
    set: (to: Policy) =>
      db.transaction((tx) => (isOwn ? own.change(tx, kept(), { ...made, ...to }) : schedules.set(tx, 'tidy', to))),
    runNow: () => db.transaction((tx) => (isOwn ? own.runNow(tx, kept(), by) : schedules.runNow(tx, 'tidy', by))),
  };
  /** Ends what runs or waits. */
  const work = () => {
    for (let job = jobs.claim(['tidy']); job; job = jobs.claim(['tidy'])) jobs.finish(job);
  };
  const events = () => lines.map((line) => JSON.parse(line).event);
  return { db, clock, jobs, schedules, begin, added, now, act, work, events };
}

const iso = (ms: number | null) => ms && new Date(ms).toISOString().slice(8, 16);

describe.each(['the appliance', 'a workspace'] as const)('a schedule of %s', (whose) => {
  test('a job is added when its time has come, once, and the next time is known', () => {
    const { schedules, clock, added, now } = house(whose);
    expect([added(), iso(now().nextRunAtMs), now().lastRunAtMs]).toEqual([0, '10T13:00', null]);
    clock.advance(HOUR / 2 - 1);
    schedules.look();
    expect(added()).toBe(0);
    clock.advance(1);
    schedules.look();
    schedules.look();
    expect([added(), iso(now().lastRunAtMs), iso(now().nextRunAtMs)]).toEqual([1, '10T13:00', '10T14:00']);
    clock.advance(HOUR + 30_000);
    schedules.look();
    expect([added(), iso(now().lastRunAtMs)]).toEqual([2, '10T14:00']);
  });

  describe('times that were missed while the server was down', () => {
    test.each([
      ['skip', 0],
      ['once', 1],
      ['all', 6],
    ] as const)('%s', (catchUp, jobs) => {
      const { begin, clock, added, now, events } = house(whose, { catchUp });
      clock.advance(6 * HOUR);
      const again = begin();
      again.look();
      again.look();
      expect([added(), iso(now().nextRunAtMs)]).toEqual([jobs, '10T19:00']);
      expect(events().includes('schedules.missed')).toBe(jobs < 6);
      clock.set(START + 6.5 * HOUR);
      again.look();
      expect(added()).toBe(jobs + 1);
    });

    test('"all" is bounded, and quickly found also after a year', () => {
      const { begin, clock, added, jobs } = house(whose, { catchUp: 'all', cron: '* * * * *' });
      clock.advance(365 * DAY);
      const again = begin();
      again.look();
      expect([added(), jobs.count({ schedule: 'tidy' }).ready]).toEqual([100, 100]);
    });
  });

  describe('while its job still runs', () => {
    test('skip leaves the time out', () => {
      const { schedules, clock, added, jobs, work, events } = house(whose, { overlap: 'skip' });
      for (const _ of [1, 2]) {
        clock.advance(HOUR);
        schedules.look();
      }
      expect([added(), events().filter((event) => event === 'schedules.skipped')]).toEqual([1, ['schedules.skipped']]);
      jobs.claim(['tidy']);
      clock.advance(HOUR);
      schedules.look();
      expect(added()).toBe(1);
      jobs.finish(jobs.list()[0]!);
      clock.advance(HOUR);
      schedules.look();
      work();
      expect(added()).toBe(2);
    });

    test('queue lets the next wait for the one before, parallel does not', () => {
      for (const [overlap, together] of [
        ['queue', 1],
        ['parallel', 2],
      ] as const) {
        const { schedules, clock, added, jobs } = house(whose, { overlap });
        for (const _ of [1, 2]) {
          clock.advance(HOUR);
          schedules.look();
        }
        const taken = [jobs.claim(['tidy']), jobs.claim(['tidy'])].filter((job) => job !== null);
        expect([overlap, added(), taken.length]).toEqual([overlap, 2, together]);
        for (const job of taken) jobs.finish(job);
        expect([overlap, jobs.claim(['tidy']) !== null]).toEqual([overlap, together === 1]);
      }
    });

    test('a queue does not grow for ever', () => {
      const { schedules, clock, added } = house(whose, { overlap: 'queue', cron: '* * * * *' });
      for (let i = 0; i < 105; i++) {
        clock.advance(60_000);
        schedules.look();
      }
      expect(added()).toBe(100);
    });
  });

  describe('a clock that jumps', () => {
    test('a day forward is a day of missed times', () => {
      const { schedules, clock, added, now } = house(whose);
      clock.advance(DAY);
      schedules.look();
      expect([added(), iso(now().nextRunAtMs)]).toEqual([1, '11T13:00']);
    });

    test('a day back holds nothing up: the present clock holds', () => {
      const { schedules, clock, added, now } = house(whose);
      clock.advance(HOUR / 2);
      schedules.look();
      clock.advance(-DAY);
      schedules.look();
      expect([added(), iso(now().nextRunAtMs)]).toEqual([1, '09T14:00']);
      clock.advance(HOUR);
      schedules.look();
      expect([added(), iso(now().lastRunAtMs)]).toEqual([2, '09T14:00']);
    });

    test('an hour back runs nothing twice', () => {
      const { schedules, clock, added, now } = house(whose);
      clock.advance(HOUR / 2);
      schedules.look();
      clock.advance(-HOUR);
      for (let minute = 0; minute < 119; minute++) {
        clock.advance(60_000);
        schedules.look();
      }
      expect([added(), iso(now().nextRunAtMs)]).toEqual([1, '10T14:00']);
      clock.advance(60_000);
      schedules.look();
      expect(added()).toBe(2);
    });

    test('there and back again: what ran in between is not held against the right clock', () => {
      const { schedules, clock, added } = house(whose);
      clock.advance(DAY);
      schedules.look();
      clock.advance(-DAY);
      schedules.look();
      clock.advance(HOUR / 2);
      schedules.look();
      expect(added()).toBe(2);
    });
  });

  test('that a time is decided and that its job is added commit together', () => {
    const { jobs, clock, now, added, begin } = house(whose);
    const failing = begin({
      count: () => jobs.count(),
      enqueue: () => {
        throw new AppError('no_space', 'db.full', 'The disk is full.');
      },
    });
    clock.advance(HOUR / 2);
    failing.look();
    expect([added(), now().lastRunAtMs, iso(now().notedAtMs)]).toEqual([0, null, '10T12:30']);
    begin().look();
    expect([added(), iso(now().notedAtMs)]).toEqual([1, '10T13:00']);
  });

  test('a paused schedule does nothing, and goes on from when it is resumed', () => {
    const { act, schedules, clock, added, now } = house(whose, { catchUp: 'all' });
    act.pause();
    clock.advance(DAY);
    schedules.look();
    expect([added(), now().nextRunAtMs, now().pausedAtMs, now().etag]).toEqual([0, null, START, '2']);
    act.resume();
    schedules.look();
    expect([added(), iso(now().nextRunAtMs)]).toEqual([0, '11T13:00']);
  });

  test('what people set wins over the declaration, at once and not for times that passed', async () => {
    const { act, clock, added, now } = house(whose);
    const policy = { cron: '15 3 * * *', zone: 'Europe/Berlin', overlap: 'queue', catchUp: 'all' } as const;
    clock.advance(10 * HOUR);
    act.set(policy);
    await Bun.sleep(0);
    expect([added(), iso(now().nextRunAtMs)]).toEqual([0, '11T02:15']);
    expect(now()).toMatchObject(policy);
  });

  test('run now adds its job beside its times', () => {
    const { act, added, now } = house(whose, { overlap: 'skip' });
    const [first, second] = [act.runNow(), act.runNow()];
    expect([first.added, second]).toEqual([true, { job: first.job, added: false }]);
    expect([added(), now().lastJob, iso(now().nextRunAtMs)]).toEqual([1, first.job, '10T13:00']);
  });
});

test('what is declared stays known beside what people set', () => {
  const { act, now } = house('the appliance');
  act.set({ cron: '15 3 * * *', zone: 'UTC', overlap: 'skip', catchUp: 'once' });
  expect(now()).toMatchObject({ cron: '15 3 * * *', declared: { cron: '0 * * * *' } });
});

describe('schedules of workspaces', () => {
  test('their jobs are of the workspace, and neither list shows those of the other', () => {
    const { schedules, clock, jobs } = house('a workspace');
    clock.advance(HOUR);
    schedules.look();
    expect(jobs.list()).toMatchObject([{ tenant: 't', workspace: 'w', schedule: 'tidy' }]);
    expect([schedules.list(), schedules.ofWorkspaces.list(null).length]).toEqual([[], 1]);
    const seen = (tenant: string, workspaces: readonly string[] | 'all') =>
      schedules.ofWorkspaces.list({ tenant, workspaces }).length;
    expect([seen('t', 'all'), seen('t', ['w']), seen('t', ['x']), seen('u', 'all')]).toEqual([1, 1, 0, 0]);
  });

  test('another name or job leaves its times as they were decided; another time begins anew', () => {
    const { db, schedules, clock, now, added } = house('a workspace');
    const { ofWorkspaces: own } = schedules;
    clock.advance(HOUR / 4);
    db.transaction((tx) => own.change(tx, own.find(OWNER)!, { ...own.find(OWNER)!, title: 'Tidier' }));
    expect([now().notedAtMs, own.find(OWNER)!.title, now().etag]).toEqual([START, 'Tidier', '2']);
    db.transaction((tx) => own.change(tx, own.find(OWNER)!, { ...own.find(OWNER)!, cron: '40 * * * *' }));
    expect(now().notedAtMs).toBeNull();
    schedules.look();
    expect([added(), iso(now().nextRunAtMs)]).toEqual([0, '10T13:40']);
  });

  test('they go with what they are for, and rest while their workspace is put away', () => {
    const { db, schedules, clock, added } = house('a workspace');
    const archive = (at: number | null) => db.run(sql`update workspaces set archived_at = ${at} where tenant_id = 't'`);
    archive(1);
    clock.advance(DAY);
    schedules.look();
    expect(added()).toBe(0);
    archive(null);
    schedules.look();
    expect(added()).toBe(1);
    db.transaction((tx) => schedules.ofWorkspaces.remove(tx, OWNER));
    expect(schedules.ofWorkspaces.find(OWNER)).toBeNull();
  });

  test('one that cannot run holds no other up', () => {
    const { db, schedules, clock, jobs, begin } = house('a workspace');
    const other = { ...schedules.ofWorkspaces.find(OWNER)!, owner: { ...OWNER, id: 'other' } };
    db.run(sql`update workspace_schedules set id = 'first', job = '{"kind":"bad"}' where tenant_id = 't'`);
    db.transaction((tx) => schedules.ofWorkspaces.create(tx, other));
    schedules.look();
    clock.advance(HOUR);
    const picky = begin({
      count: jobs.count.bind(jobs),
      enqueue: (tx, job) => {
        if (job.kind === 'bad') throw new Error('no such work');
        return jobs.enqueue(tx, job);
      },
    });
    picky.look();
    expect(jobs.list().map(({ kind }) => kind)).toEqual(['tidy']);
  });
});
