/** Every published log, imported and exported: an independent parser reads the same from both documents. */
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { contentOf, ExportBench } from '../exported-log.ts';
import { sharedData } from '../shared-data.ts';
import { brokenRules, type HeaderFacts, readDocument, type TraceFacts, type XesItem } from '../xes-tree.ts';

setDefaultTimeout(180_000);
const bench = new ExportBench();
afterAll(() => bench[Symbol.asyncDispose]());

const LOGS = [
  ...['running-example.xes', 'receipt.xes.gz', 'Sepsis.xes.gz', '02_teleclaims.xes.gz', '03_repairExample.xes.gz'],
  ...['04_reviewing.xes.gz', '06_bpic2013_closed.xes.gz', '09_a32f0n00.xes.gz', '10_orders.xes.gz'],
  ...['11_tickets.xes.gz', 'BPIC20_DomesticDeclarations.xes.gz', 'BPIC13_incidents.xes.gz', 'BPIC12.xes.gz'],
  // A general parser takes half a minute for its two documents of 190 MB.
  ...(process.env.ADIT_TEST_LONG ? ['RoadTraffic.xes.gz'] : []),
];

interface Read extends HeaderFacts {
  readonly traces: ReadonlyMap<string, number | bigint>;
  readonly first: TraceFacts | undefined;
}

/** Traces by name as a hash of all they hold: a failing comparison of the whole would print megabytes. */
function read(bytes: Uint8Array): Read {
  const traces = new Map<string, number | bigint>();
  let first: TraceFacts | undefined;
  const header = readDocument(bytes, (trace) => {
    first ??= trace;
    const sorted = (facts: object) => Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
    // The name of a case is a text, also where a file writes it as a number.
    const attributes = { ...trace.attributes, '/concept:name': trace.name };
    const hash = Bun.hash(JSON.stringify([sorted(attributes), trace.events.map(sorted)]));
    traces.set(trace.name, hash);
  });
  return { ...header, traces, first };
}

const named = (header: HeaderFacts, name: string) => header.declared.filter((item) => item.name === name);
/** The log's own attributes; those that have no key (of BPIC12) say nothing. */
const own = (header: HeaderFacts) => keyed(header.declared.filter(({ name }) => !DECLARATIONS.includes(name)));
const DECLARATIONS = ['extension', 'global', 'classifier'];
const keyed = (items: readonly XesItem[]): XesItem[] =>
  items.filter(({ attributes }) => attributes.key).map((item) => ({ ...item, children: keyed(item.children) }));

describe.each(LOGS)('%s', (name) => {
  test('comes out as it went in', async () => {
    const stored = await Bun.file(sharedData(`logs/${name}`)).bytes();
    const log = await bench.importXes({ path: sharedData(`logs/${name}`) });
    expect(log.rejected).toBe(0);
    const written = await bench.export(log);
    const before = read(name.endsWith('.gz') ? Bun.gunzipSync(stored) : stored);
    const after = read(written);
    expect(after.traces.size).toBe(log.manifest.cases);
    const different = [...before.traces].filter(([id, hash]) => after.traces.get(id) !== hash);
    expect(different.map(([id]) => id).slice(0, 3)).toEqual([]);
    expect(after.traces.size).toBe(before.traces.size);
    expect(Bun.hash(JSON.stringify(own(after)))).toBe(Bun.hash(JSON.stringify(own(before))));
    for (const kind of ['extension', 'classifier']) {
      const declared = named(before, kind).map(({ attributes }) => ({ scope: 'event', ...attributes }));
      const again = named(after, kind).map(({ attributes }) => ({ scope: 'event', ...attributes }));
      expect(again).toEqual(expect.arrayContaining(declared));
    }
    expect(brokenRules(written)).toEqual([]);
    const again = await bench.importXes(written);
    expect(contentOf(again.manifest)).toEqual(contentOf(log.manifest));
  });
});

test('RoadTraffic, read again by ourselves, is the same log', async () => {
  const log = await bench.importXes({ path: sharedData('logs/RoadTraffic.xes.gz') });
  const again = await bench.importXes(await bench.export(log));
  expect([again.manifest.cases, again.manifest.events]).toEqual([150_370, 561_470]);
  expect(contentOf(again.manifest)).toEqual(contentOf(log.manifest));
});
