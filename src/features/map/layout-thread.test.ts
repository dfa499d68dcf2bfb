import { afterAll, expect, test } from 'bun:test';
import { layoutMap } from './layout/layout-map.ts';
import type { MapGraph } from './layout/model.ts';
import { layoutThread } from './layout-thread.ts';

const chain = (n: number): MapGraph => ({
  nodes: Array.from({ length: n }, (_, i) => ({ name: `a${i}`, start: i === 0 ? 1 : 0, end: i === n - 1 ? 1 : 0 })),
  arcs: Array.from({ length: n - 1 }, (_, i) => ({ from: i, to: i + 1, weight: 1 })),
});

const layouts = layoutThread();
afterAll(() => layouts.stop());

test('a layout from the thread is the layout; an equal graph is laid out once', async () => {
  const first = layouts.of(chain(5));
  expect(layouts.of(chain(5))).toBe(first);
  expect(await first).toEqual(layoutMap(chain(5)));
});

test('what takes too long is begun again with less effort, then refused with a way out', async () => {
  const defects: string[] = [];
  const hurried = layoutThread({ budgetMs: 0, onDefect: (error) => defects.push(error.message) });
  await expect(hurried.of(chain(6))).rejects.toThrow('Show fewer activities or paths');
  expect(defects[0]).toContain('6 activities and 5 paths');
  expect(defects).toHaveLength(2);
  hurried.stop();
});

test('a thread that was ended is started anew', async () => {
  const own = layoutThread();
  await own.of(chain(3));
  own.stop();
  expect((await own.of(chain(4))).nodes).toHaveLength(4);
  own.stop();
});
