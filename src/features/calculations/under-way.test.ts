import { expect, test } from 'bun:test';
import { AppError } from '#sdk';
import { systemActor } from '../../platform/access/actor.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Calculated, Patience } from '../analyses/index.ts';
import type { Analysis } from './model.ts';
import { UnderWay } from './under-way.ts';

const ann = { ...systemActor('ann', 't'), id: 'ann' };

/** FAKE calculations that go on until they are told how to end. */
function house(running = 1, openPerOwner = 3) {
  const kept: string[] = [];
  const defects: unknown[] = [];
  const going = new Map<
    string,
    { end: (key: string) => void; fail: (error: unknown) => void; progress: (share: number) => void }
  >();
  const underWay = new UnderWay({
    store: {
      keepState: ({ id, state, error }) => void kept.push([id, state, ...(error ? [error.code] : [])].join(' ')),
    },
    analyses: {
      compute: (_actor, sent, signal, patience?: Patience) =>
        new Promise<Calculated>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new AppError('cancelled', 'run.cancelled', 'Stopped.')));
          going.set(sent.datasetId, {
            end: (key) => resolve({ key } as Calculated),
            fail: reject,
            progress: (share) => patience?.onProgress?.(share),
          });
        }),
    },
    ...{
      clock: systemClock,
      limits: { running, openPerOwner, deadlineMs: 1000 },
      onDefect: (error) => void defects.push(error),
    },
  });
  const add = (id: string) => {
    const analysis = { id, owner: 'ann', state: 'waiting', request: { datasetId: id } } as unknown as Analysis;
    underWay.add(analysis, ann);
  };
  const settle = () => Bun.sleep(0);
  return { underWay, kept, defects, going, add, settle };
}

test('first come, first served; the next begins when one ends', async () => {
  const { kept, going, add, settle } = house();
  add('a');
  add('b');
  await settle();
  expect(kept).toEqual(['a running']);
  going.get('a')!.end('key');
  await settle();
  expect(kept).toEqual(['a running', 'a done', 'b running']);
});

test('followers hear each step once, never backwards, and the end', async () => {
  const { underWay, going, add, settle } = house();
  add('a');
  await settle();
  const heard: [string, number][] = [];
  underWay.follow('a', (analysis, progress) => heard.push([analysis.state, progress]));
  const leave = underWay.follow('a', () => heard.push(['left', 0]))!;
  leave();
  for (const share of [0.1, 0.101, 0.05, 1]) going.get('a')!.progress(share);
  going.get('a')!.end('key');
  await settle();
  expect(heard).toEqual([
    ['running', 0.1],
    ['running', 0.99],
    ['done', 1],
  ]);
  expect([underWay.find('a'), underWay.follow('a', () => {})]).toEqual([null, null]);
});

test('cancelled while it waits, and while it runs', async () => {
  const { underWay, kept, defects, add, settle } = house();
  add('a');
  add('b');
  await settle();
  underWay.cancel('b');
  underWay.cancel('a');
  underWay.cancel('unknown');
  await settle();
  expect([kept, defects]).toEqual([['a running', 'b cancelled', 'a cancelled'], []]);
});

test('a fault keeps its words; a defect keeps them for the log', async () => {
  const { kept, defects, going, add, settle } = house(2);
  add('a');
  add('b');
  await settle();
  going.get('a')!.fail(new AppError('invalid', 'params.invalid', 'Wrong.'));
  going.get('b')!.fail(new TypeError('secret'));
  await settle();
  expect(kept.slice(2)).toEqual(['a failed params.invalid', 'b failed analysis.defect']);
  expect(defects.map(String)).toEqual(['TypeError: secret']);
});

test('one person has only so many open; after the stop nothing begins or is recorded', async () => {
  const { underWay, kept, going, add, settle } = house(1, 2);
  add('a');
  underWay.demandRoom(ann);
  add('b');
  expect(() => underWay.demandRoom(ann)).toThrow('2 analyses that wait or run');
  await settle();
  underWay.stop();
  going.get('a')!.end('key');
  await settle();
  expect(kept).toEqual(['a running']);
});
