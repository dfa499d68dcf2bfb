/** export ∘ import = identity, on documents made by chance with all that makes them hard, and on the other ways of a log out. */
import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Step } from '#sdk';
import { noBits, setBit } from '#sdk';
import { writeLog } from '../../src/engine/export/export-log.ts';
import { readDeclarations } from '../../src/engine/segments/declarations-file.ts';
import { openVersion } from '../../src/engine/segments/open-version.ts';
import { contentOf, ExportBench } from '../exported-log.ts';
import { brokenRules, readDocument, type TraceFacts } from '../xes-tree.ts';
import { testEngine } from './test-engine.ts';

setDefaultTimeout(120_000);
const bench = new ExportBench();
afterAll(() => bench[Symbol.asyncDispose]());

const escaped = (text: string) => text.replace(/[&<"\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
const read = (bytes: Uint8Array) => {
  const traces: TraceFacts[] = [];
  const header = readDocument(bytes, (one) => void traces.push(one));
  return { ...header, traces };
};

// Keys that look like paths, like names of our own, and like markup.
const KEYS = [
  'a',
  'b',
  'a.b',
  'case:a',
  'k y',
  'é😀',
  '"q\'',
  '<&>',
  'time:offset',
  'instance',
  'org:role',
  'cost:total',
];
const key = fc.constantFrom(...KEYS);
const texts = fc.constantFrom('x', '1', ' ', "it's", '<b>&amp;</b>', 'two\nlines\t', 'ü漢😀', '\ufffd', ']]>', '=1');
/** Each key has one type at each place: values of several types in one column become texts, as docs/xes.md says. */
const TYPES = ['string', 'int', 'float', 'boolean', 'date', 'id', 'list'] as const;
const typeOf = (k: string, depth: number) => {
  const n = [...`${k}${depth}`].reduce((sum, c) => sum + c.codePointAt(0)!, 0);
  return k === 'org:role' ? 'string' : k === 'cost:total' ? 'float' : TYPES[n % (depth < 2 ? 7 : 6)]!;
};
const value = (type: string): fc.Arbitrary<string> => {
  switch (type) {
    case 'int':
      return fc.integer().map(String);
    case 'float':
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? '-0' : String(n)));
    case 'boolean':
      return fc.boolean().map(String);
    case 'date':
      return fc.integer({ min: -6e13, max: 6e13 }).map((ms) => new Date(ms).toISOString().replace('Z', '+00:00'));
    default:
      return texts;
  }
};
const attributes = (depth: number, unique: boolean): fc.Arbitrary<string> => {
  const one = key.chain((k) => {
    const type = typeOf(k, depth);
    const inside = depth < 2 ? attributes(depth + 1, true) : fc.constant('');
    if (type === 'list')
      return fc
        .tuple(inside, attributes(depth + 1, false))
        .map(([own, values]) => ({ k, xml: `<list key="${escaped(k)}">${own}<values>${values}</values></list>` }));
    return fc
      .tuple(value(type), inside)
      .map(([v, own]) => ({ k, xml: `<${type} key="${escaped(k)}" value="${escaped(v)}">${own}</${type}>` }));
  });
  const list = unique
    ? fc.uniqueArray(one, { maxLength: 3, selector: ({ k }) => k })
    : fc.array(one, { maxLength: 3 }).map((all) => all.toSorted((x, y) => KEYS.indexOf(x.k) - KEYS.indexOf(y.k)));
  return list.map((all) => all.map(({ xml }) => xml).join(''));
};
const event = fc
  .tuple(
    fc.constantFrom('a', 'b', 'ü <x>'),
    fc.integer({ min: 0, max: 3 }),
    attributes(0, true),
    fc.constantFrom('+00:00', '+05:30', '-03:00'),
  )
  .map(
    ([name, hour, own, offset]) =>
      `<event><string key="concept:name" value="${escaped(name)}"/><date key="time:timestamp" value="2024-01-01T0${hour}:00:00.001${offset}"/>${own}</event>`,
  );
const document = fc
  .tuple(
    fc.array(fc.tuple(attributes(0, true), fc.array(event, { minLength: 1, maxLength: 4 })), {
      minLength: 1,
      maxLength: 5,
    }),
    attributes(0, true),
  )
  .map(
    ([traces, own]) =>
      `<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">${own}${traces
        .map(
          ([attrs, events], i) => `<trace><string key="concept:name" value="t${i}"/>${attrs}${events.join('')}</trace>`,
        )
        .join('')}</log>`,
  );

test('any document comes out as it went in, and again', async () => {
  // Each writes a hundred files and forces them to disk; the documents are large instead.
  const runs = Number(process.env.LAW_RUNS ?? 10);
  await fc.assert(
    fc.asyncProperty(document, async (xml) => {
      const log = await bench.importXes(xml, 3);
      const written = await bench.export(log);
      expect(brokenRules(written).filter((rule) => rule !== 'xes.features')).toEqual([]);
      const byName = (traces: readonly TraceFacts[]) => traces.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const [before, after] = [read(new TextEncoder().encode(xml)), read(written)];
      expect(byName(after.traces)).toEqual(byName(before.traces));
      expect(after.declared.filter((item) => item.name !== 'extension')).toEqual([...before.declared]);
      const again = await bench.importXes(written, 3);
      expect(contentOf(again.manifest)).toEqual(contentOf(log.manifest));
      // The order of columns is that of their first appearance: from the second time on, that of the file it wrote itself.
      const twice = await bench.export(again);
      const thrice = await bench.importXes(twice, 3);
      expect(new TextDecoder().decode(await bench.export(thrice))).toBe(new TextDecoder().decode(twice));
    }),
    { numRuns: runs, seed: 11 },
  );
});

const events = (...rows: string[]) => rows.map((row) => `<event>${row}</event>`).join('');
const named = (name: string) => `<string key="concept:name" value="${name}"/>`;
const at = (hour: number, key = 'time:timestamp') =>
  `<date key="${key}" value="2024-01-01T${String(hour).padStart(2, '0')}:00:00Z"/>`;

test('texts, which only the archive holds, stand at their events, of cases at their cases', async () => {
  const rows = Array.from(
    { length: 70_000 },
    (_, i) => `${named('a')}${at(i % 24)}<string key="note" value="n ${i}"/>`,
  );
  const traces = Array.from(
    { length: 70_000 / 100 },
    (_, c) => `<trace>${named(`t${c}`)}${events(...rows.slice(c * 100, c * 100 + 100))}</trace>`,
  );
  const xml = `<log>${traces.join('')}</log>`;
  const log = await bench.importXes(xml, 30_000);
  expect(log.manifest.columns.find(({ name }) => name === 'note')!.class).toBe('text');
  const byName = (found: ReturnType<typeof read>) => new Map(found.traces.map((trace) => [trace.name, trace.events]));
  const [before, after] = [byName(read(new TextEncoder().encode(xml))), byName(read(await bench.export(log)))];
  expect([...after].filter(([name, found]) => !Bun.deepEquals(found, before.get(name))).map(([name]) => name)).toEqual(
    [],
  );
  expect(after.size).toBe(700);
});

test('control characters, which XML cannot hold, become U+FFFD; an erased or rejected event is not there', async () => {
  const log = await bench.importXes(
    `<log><trace>${named('t')}${events(`${named('a')}<int key="n" value="not a number"/>`, named('b'))}</trace></log>`,
  );
  expect(log.rejected).toBe(1);
  expect(read(await bench.export(log)).traces[0]!.events).toEqual([{ '/concept:name': 'string b' }]);
});

test('start and end as two events, which pair to the same instances when they are read again', async () => {
  const rows = events(
    `${named('a')}${at(8, 'start_timestamp')}${at(11)}`,
    `${named('a')}${at(9, 'start_timestamp')}${at(10)}`,
    `${named('b')}${at(12)}`,
  );
  const log = await bench.importXes(`<log><trace>${named('t')}${rows}</trace></log>`);
  const written = await bench.export(log, { lifecycleEvents: true });
  const told = read(written).traces[0]!.events.map((e) => [
    e['/concept:name'],
    e['/lifecycle:transition'],
    e['/time:timestamp'],
  ]);
  const hour = (h: number) => `date ${Date.UTC(2024, 0, 1, h)} +00:00`;
  expect(told).toEqual([
    ['string a', 'string start', hour(8)],
    ['string a', 'string start', hour(9)],
    ['string a', 'string complete', hour(10)],
    ['string a', 'string complete', hour(11)],
    ['string b', 'string complete', hour(12)],
  ]);
  expect(brokenRules(written)).toEqual([]);
  const paired = openVersion((await bench.importXes(written)).folder);
  const [segment] = paired.segments;
  const spans = Array.from(segment!.numbers('start-time'), (start, e) => [start, segment!.numbers('time')[e]!]).filter(
    ([s]) => !Number.isNaN(s!),
  );
  expect(spans).toEqual([
    [Date.UTC(2024, 0, 1, 9), Date.UTC(2024, 0, 1, 10)],
    [Date.UTC(2024, 0, 1, 8), Date.UTC(2024, 0, 1, 11)],
  ]);
  expect(
    bench.export(await bench.importXes(`<log><trace>${named('t')}${events(named('a'))}</trace></log>`), {
      lifecycleEvents: true,
    }),
  ).rejects.toMatchObject({ code: 'export.noStartTimes' });
});

test('a selection keeps its cases and events; a global holds for what is kept', async () => {
  const group = '<string key="org:group" value="g"/>';
  const log = await bench.importXes(
    `<log><global scope="event">${named('x')}<string key="org:group" value="none"/></global>
     <trace>${named('1')}${events(named('a') + at(1), named('b') + at(2) + group)}</trace><trace>${named('2')}${events(named('b') + at(3) + group)}</trace></log>`,
  );
  const bits = (length: number, ...set: number[]) => {
    const made = noBits(length);
    for (const i of set) setBit(made, i);
    return made;
  };
  const kept = read(await bench.export(log, {}, { cases: [bits(2, 0)], events: [bits(3, 1)] }));
  expect(kept.traces.map(({ name, events: found }) => [name, found.length])).toEqual([['1', 1]]);
  const promised = kept.declared.filter(({ name }) => name === 'global').flatMap(({ children }) => children);
  expect(promised.map(({ attributes: a }) => a.key)).toEqual(['concept:name', 'org:group']);
});

test('filters and a row policy choose what is written; under a policy the log says nothing of what it hides', async () => {
  const log = await bench.importXes(
    `<log><string key="meta" value="of all"/><trace>${named('1')}${events(named('a'), named('b'))}</trace><trace>${named('2')}${events(named('a'))}</trace></log>`,
  );
  const engine = testEngine(bench.folder);
  try {
    const write = async (name: string, policy: Step[], steps: Step[]) => {
      const path = join(bench.folder, name);
      await writeLog(
        engine,
        {
          ...{
            version: { folder: log.folder, hash: log.manifest.hash },
            policy,
            steps,
            format: 'xes',
            gzip: name.endsWith('gz'),
          },
          ...{ name: null, lifecycleEvents: false, guardFormulas: false, memoryBytes: 200e6, deadlineMs: 20_000 },
          ...{ tempFolder: join(bench.folder, `of-${name}`), limits: { memoryBytes: 1e9, timeoutMs: 60_000 } },
        },
        path,
        { signal: new AbortController().signal },
      );
      const stored = await Bun.file(path).bytes();
      return read(name.endsWith('gz') ? Bun.gunzipSync(stored) : stored);
    };
    const hasB: Step = { id: 'has-activity', params: { activities: ['b'] } };
    const all = await write('all.xes.gz', [], []);
    expect([all.traces.length, all.declared.some(({ name }) => name === 'string')]).toEqual([2, true]);
    expect((await write('filtered.xes', [], [hasB])).traces.map(({ name }) => name)).toEqual(['1']);
    const bound = await write('bound.xes', [hasB], []);
    expect(bound.traces.map(({ name }) => name)).toEqual(['1']);
    expect(bound.declared.some(({ name }) => name === 'string')).toBe(false);
    writeFileSync(join(bench.folder, 'kept.xes'), 'as it was');
    rmSync(join(log.folder, 'declarations.json'));
    await expect(write('kept.xes', [], [])).rejects.toMatchObject({ code: 'version.damaged' });
    expect(await Bun.file(join(bench.folder, 'kept.xes')).text()).toBe('as it was');
  } finally {
    await engine.stop();
  }
});

test('a log may describe itself at length, to a limit that is said', async () => {
  const many = Array.from({ length: 50_001 }, (_, i) => `<int key="k${i}" value="1"/>`).join('');
  const log = await bench.importXes(`<log>${many}<trace>${named('t')}${events(named('a'))}</trace></log>`);
  expect(readDeclarations(log.folder, log.manifest)!.attributes).toHaveLength(50_000);
  expect(log.findings.map(({ code }) => code)).toContain('longHeader');
});
