/** Which events a load has out of order, through replacing, adding, replacing by key and erasing, against the definition. */
import { afterAll, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { COLUMNS, countBits, hasBit } from '#sdk';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { filteredCopy } from '../../src/engine/publish/filtered-copy.ts';
import { type Change, rebuild } from '../../src/engine/publish/rebuild.ts';
import { verifyVersion } from '../../src/engine/publish/verify-version.ts';
import { OUT_OF_ORDER } from '../../src/engine/segments/manifest.ts';
import { type OpenVersion, openVersion } from '../../src/engine/segments/open-version.ts';
import { temporaryFolder } from './example-versions.ts';
import { type Row, stageLog } from './small-logs.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let versions = 0;
const next = () => join(folder, `v${++versions}`);
const segmentEvents = 5;

type Staged = Awaited<ReturnType<typeof stageLog>>;
const ordered = (rows: readonly Row[], inOrder = true) => stageLog(rows).then((log) => ({ ...log, inOrder }));

async function built(log: Staged): Promise<OpenVersion> {
  const into = next();
  await buildVersion(log, log.archiving, into, { segmentEvents });
  return openVersion(into);
}

type Connections = Pick<Staged, 'connection' | 'archiving'>;
async function changed(
  base: OpenVersion,
  { connection, archiving }: Connections,
  change: Change,
): Promise<OpenVersion> {
  const into = next();
  await rebuild(base, change, { connection, archiving }, into, { segmentEvents });
  expect(verifyVersion(into).damage).toEqual([]);
  return openVersion(into);
}

/** Activities (each names its row) of live events that the version has out of order. */
function late(version: OpenVersion): string[] {
  const names = version.dictionary(COLUMNS.activity);
  return version.segments
    .flatMap((segment, s) => {
      const codes = segment.codes(COLUMNS.activity);
      return Array.from({ length: segment.cases }, (_, c) => c)
        .filter((c) => !version.live[s] || hasBit(version.live[s], c))
        .flatMap((c) =>
          [...Array(segment.offsets[c + 1]! - segment.offsets[c]!).keys()].map((i) => segment.offsets[c]! + i),
        )
        .filter((e) => segment.outOfOrder && hasBit(segment.outOfOrder, e))
        .map((e) => names[codes[e]!]!);
    })
    .sort();
}

const byDefinition = (rows: readonly Row[]): string[] =>
  rows
    .filter(([id, , time], i) =>
      rows.slice(0, i).some(([other, , t]) => other === id && t !== null && time !== null && t > time),
    )
    .map(([, activity]) => activity)
    .sort();

let seed = 5;
const dice = (n: number) => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return (seed >>> 8) % n;
};
const randomRows = (load: string, length: number): Row[] =>
  Array.from({ length }, (_, i): Row => [`c${dice(6)}`, `${load}${i}`, dice(12) === 0 ? null : dice(9)]);

test('loads add up: each is judged by itself, and what was judged stays with its event', async () => {
  for (let run = 0; run < 5; run++) {
    const [first, second, third] = [randomRows('a', 20), randomRows('b', 12), randomRows('c', 7)];
    let version = await built(await ordered(first));
    expect(late(version)).toEqual(byDefinition(first));
    for (const rows of [second, third]) {
      const log = await ordered(rows);
      version = await changed(version, log, { load: log });
    }
    const all = [first, second, third].flatMap(byDefinition).sort();
    expect(late(version)).toEqual(all);
    const instance = await DuckDBInstance.create(':memory:');
    const empty = { connection: await instance.connect(), archiving: await instance.connect() };
    const gone = first[0]![0];
    const without = await changed(version, empty, { erase: [gone] });
    const left = [first, second, third].flatMap((rows) => byDefinition(rows.filter(([id]) => id !== gone))).sort();
    expect(late(without)).toEqual(left);
  }
}, 120_000);

test('a row that is put in the place of another is judged in its own load; one that is there already stays as it was', async () => {
  const version = await built(
    await ordered([
      ['c1', 'x', 5],
      ['c1', 'y', 3],
      ['c1', 'z', 9],
    ]),
  );
  expect(late(version)).toEqual(['y']);
  // "y" comes again in its place and is corrected; "x" comes behind a later one, and "z" as it is.
  const log = await ordered([
    ['c1', 'y', 6],
    ['c1', 'x', 4],
    ['c1', 'z', 9],
  ]);
  const after = await changed(version, log, { load: log, key: ['case_id', COLUMNS.activity] });
  expect(late(after)).toEqual(['x']);
});

test('rows of a table are in no order: nothing is said of them, and what is known of others stays', async () => {
  const rows: Row[] = [
    ['c1', 'x', 5],
    ['c1', 'y', 3],
  ];
  const table = await built(await ordered(rows, false));
  expect([table.segments[0]!.outOfOrder, logOf(table).knowsSourceOrder]).toEqual([null, false]);
  const file = await ordered([
    ['c2', 'v', 5],
    ['c2', 'w', 3],
  ]);
  const both = await changed(table, file, { load: file });
  expect([late(both), logOf(both).knowsSourceOrder]).toEqual([['w'], true]);
  const more = await ordered([['c2', 'u', 1]], false);
  expect(late(await changed(both, more, { load: more }))).toEqual(['w']);
});

const logOf = (version: OpenVersion) => version.log(COLUMNS.activity, version.manifest);

test('where nothing is out of order an empty file says so; a filtered copy keeps what is left', async () => {
  const version = await built(
    await ordered([
      ['c1', 'x', 1],
      ['c1', 'y', 3],
    ]),
  );
  const [ref] = version.manifest.segments;
  expect([ref!.files[OUT_OF_ORDER]!.bytes, countBits(version.segments[0]!.outOfOrder!)]).toEqual([0, 0]);
  const mixed = await built(
    await ordered([
      ['c1', 'x', 5],
      ['c1', 'y', 3],
      ['c2', 'v', 5],
      ['c2', 'w', 3],
    ]),
  );
  const into = next();
  // The cases by their first time: c1, c2; of the second nothing is kept but "w".
  filteredCopy(mixed, { cases: [Uint32Array.of(0b10)], events: [Uint32Array.of(0b0100)] }, into);
  expect(late(openVersion(into))).toEqual(['w']);
});
