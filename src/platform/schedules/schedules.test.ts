import { describe, expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { testClock } from '../clock.ts';
import { memoryDb } from '../db/index.ts';
import { jobStore } from '../jobs/index.ts';
import { createLog, streamSink } from '../log/index.ts';
import { checkTiming, cronInWords, everyMinutes, type ScheduleDefinition, scheduler } from './index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 10, 12, 30);

function house(change: Partial<ScheduleDefinition> = {}) {
  const db = memoryDb();
  const clock = testClock(START);
  const jobs = jobStore({ db, bootId: 'b', clock });
  const lines: string[] = [];
  const log = createLog({ sink: streamSink((line) => void lines.push(line)), clock });
  const definition: ScheduleDefinition = {
    ...{ id: 'tidy', title: 'Tidy', job: { kind: 'tidy', payload: {} } },
    ...{ cron: '0 * * * *', zone: 'UTC', overlap: 'parallel', catchUp: 'once', ...change },
  };
  const begin = () => scheduler({ db, jobs, clock, log, definitions: [definition] });
  const schedules = begin();
  schedules.look();
  const added = () => jobs.list({ schedule: 'tidy' }).length;
  const now = () => schedules.find('tidy')!;
  /** Ends what runs or waits. */
  const work = () => {
    for (let job = jobs.claim(['tidy']); job; job = jobs.claim(['tidy'])) jobs.finish(job);
  };
  const events = () => lines.map((line) => JSON.parse(line).event);
  return { db, clock, jobs, schedules, begin, added, now, work, events };
}

const iso = (ms: number | null) => ms && new Date(ms).toISOString().slice(8, 16);

test('a job is added when its time has come, once, and the next time is known', () => {
  const { schedules, clock, added, now } = house();
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
    const { begin, clock, added, now, events } = house({ catchUp });
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
    const { begin, clock, added, jobs } = house({ catchUp: 'all', cron: '* * * * *' });
    clock.advance(365 * DAY);
    const again = begin();
    again.look();
    expect([added(), jobs.count({ schedule: 'tidy' }).ready]).toEqual([100, 100]);
  });
});

describe('while its job still runs', () => {
  test('skip leaves the time out', () => {
    const { schedules, clock, added, jobs, work, events } = house({ overlap: 'skip' });
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
      const { schedules, clock, added, jobs } = house({ overlap });
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
    const { schedules, clock, added } = house({ overlap: 'queue', cron: '* * * * *' });
    for (let i = 0; i < 105; i++) {
      clock.advance(60_000);
      schedules.look();
    }
    expect(added()).toBe(100);
  });
});

describe('a clock that jumps', () => {
  test('a day forward is a day of missed times', () => {
    const { schedules, clock, added, now } = house();
    clock.advance(DAY);
    schedules.look();
    expect([added(), iso(now().nextRunAtMs)]).toEqual([1, '11T13:00']);
  });

  test('a day back holds nothing up: the present clock holds', () => {
    const { schedules, clock, added, now } = house();
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
    const { schedules, clock, added, now } = house();
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
    const { schedules, clock, added } = house();
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
  const { db, jobs, clock, now, added } = house();
  const broken = {
    ...jobs,
    count: () => jobs.count(),
    enqueue: () => {
      throw new AppError('no_space', 'db.full', 'The disk is full.');
    },
  };
  const log = createLog({ sink: streamSink(() => {}), clock });
  const definitions = [now()];
  const failing = scheduler({ db, jobs: broken as never, clock, log, definitions });
  clock.advance(HOUR / 2);
  failing.look();
  expect([added(), now().lastRunAtMs, iso(now().notedAtMs)]).toEqual([0, null, '10T12:30']);
  scheduler({ db, jobs, clock, log, definitions }).look();
  expect([added(), iso(now().notedAtMs)]).toEqual([1, '10T13:00']);
});

test('a paused schedule does nothing, and goes on from when it is resumed', () => {
  const { db, schedules, clock, added, now } = house({ catchUp: 'all' });
  db.transaction((tx) => schedules.pause(tx, 'tidy'));
  clock.advance(DAY);
  schedules.look();
  expect([added(), now().nextRunAtMs, now().pausedAtMs, now().etag]).toEqual([0, null, START, '2']);
  db.transaction((tx) => schedules.resume(tx, 'tidy'));
  schedules.look();
  expect([added(), iso(now().nextRunAtMs)]).toEqual([0, '11T13:00']);
});

test('what people set wins over the declaration, at once and not for times that passed', async () => {
  const { db, schedules, clock, added, now } = house();
  const policy = { cron: '15 3 * * *', zone: 'Europe/Berlin', overlap: 'queue', catchUp: 'all' } as const;
  clock.advance(10 * HOUR);
  db.transaction((tx) => schedules.set(tx, 'tidy', policy));
  await Bun.sleep(0);
  expect([added(), iso(now().nextRunAtMs)]).toEqual([0, '11T02:15']);
  expect(now()).toMatchObject({ ...policy, declared: { cron: '0 * * * *', zone: 'UTC' } });
});

test('run now adds its job beside its times', () => {
  const { db, schedules, added, now } = house({ overlap: 'skip' });
  const by = { userId: 'u', correlationId: 'r' };
  const first = db.transaction((tx) => schedules.runNow(tx, 'tidy', by));
  const second = db.transaction((tx) => schedules.runNow(tx, 'tidy', by));
  expect([first.added, second]).toEqual([true, { job: first.job, added: false }]);
  expect([added(), now().lastJob, iso(now().nextRunAtMs)]).toEqual([1, first.job, '10T13:00']);
});

test.each([
  ['* * * *', 'UTC', 'schedules.badCron', 'five fields'],
  ['* * * * * *', 'UTC', 'schedules.badCron', 'five fields'],
  ['61 * * * *', 'UTC', 'schedules.badCron', 'Invalid value for minute'],
  ['0 0 30 2 *', 'UTC', 'schedules.badCron', 'never run'],
  ['a b c d e', 'UTC', 'schedules.badCron', 'no cron expression'],
  ['0 0 * * *', 'Mars/Olympus', 'schedules.badZone', 'no time zone'],
  ['0 0 * * *', '+02:00', 'schedules.badZone', 'no time zone'],
])('%s in %s is refused in words', (cron, zone, code, says) => {
  const fault = (() => {
    try {
      return checkTiming({ cron, zone }, START);
    } catch (error) {
      return error as AppError;
    }
  })() as AppError;
  expect([fault.code, fault.message]).toEqual([code, expect.stringContaining(says)]);
  expect(fault.details[0]?.pointer).toBe(code === 'schedules.badZone' ? '/zone' : '/cron');
});

test('what is right is tidied; minutes become the nearest expression; expressions are said in words', () => {
  expect(checkTiming({ cron: ' 0  9 * * MON#2 ', zone: 'Europe/Berlin ' }, START)).toEqual({
    ...{ cron: '0 9 * * MON#2', zone: 'Europe/Berlin' },
  });
  expect([1, 5, 7, 59, 60, 90, 240, 300, 1440, 10_080].map(everyMinutes)).toEqual([
    ...['* * * * *', '*/5 * * * *', '*/6 * * * *', '*/30 * * * *', '0 * * * *', '0 * * * *', '0 */4 * * *'],
    ...['0 */4 * * *', '0 0 * * *', '0 0 * * *'],
  ]);
  expect(cronInWords('30 2 * * 1-5', 'en')).toBe('At 02:30, Monday through Friday');
  expect(cronInWords('30 2 * * 1-5', 'de')).toBe('Um 02:30, Montag bis Freitag');
});
