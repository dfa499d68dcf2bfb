import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { AppError } from '#sdk';
import { sharedData } from '../../../tests/shared-data.ts';
import { seededNumbers } from '../../mining/log/random-log.ts';
import { convertModel, EXPORT_FORMATS, readDiscovered, readModel } from './reading.ts';
import { readingThread } from './reading-thread.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);
const file = (name: string) => readFileSync(sharedData(`models/${name}`));
const DECL = 'activity a, b\nactivity c\nInit[c] | |\nChain Response[a, b, c] | | |\n';
const SEEDS: readonly Uint8Array[] = [
  ...['running-example.pnml', 'running-example.bpmn', 'running-example.ptml', 'ex1.pnml'].map(file),
  ...[DECL, "->( 'a', X( 'b', tau ), *( 'c', +( 'd', 'e' ) ) )"].map((text) => new TextEncoder().encode(text)),
];

/** What a file does to whoever reads it: it is a model, or is refused in words for people. Anything else is a defect. */
function outcome(bytes: Uint8Array): string {
  try {
    const read = readModel(bytes);
    for (const to of EXPORT_FORMATS) convertedOrRefused(read, to);
    return 'read';
  } catch (error) {
    if (error instanceof AppError && error.fault !== 'internal') return error.fault;
    throw error;
  }
}

function convertedOrRefused(read: ReturnType<typeof readModel>, to: (typeof EXPORT_FORMATS)[number]): void {
  try {
    convertModel(read, to, 'M');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

test('files damaged at random are read, or refused in words', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededNumbers(seed);
      const bytes = Uint8Array.from(SEEDS[Math.floor(random() * SEEDS.length)]!);
      const at = () => Math.floor(random() * bytes.length);
      // A byte flipped, a piece moved over another, the end cut off.
      for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
        if (random() < 0.5) bytes[at()] = 32 + Math.floor(random() * 96);
        else bytes.copyWithin(at(), at(), at());
      }
      seen.add(outcome(random() < 0.2 ? bytes.subarray(0, at()) : bytes));
    }),
    { seed: 21, numRuns },
  );
  expect([...seen].sort()).toEqual(expect.arrayContaining(['invalid', 'read']));
});

test('what was discovered as a process is kept as one, with a join that waits for what can still come', () => {
  const node = (id: string, kind: string, name: string | null = null) => ({ id, kind, name });
  const nodes = [
    ...[
      node('s', 'start'),
      node('p', 'parallel'),
      node('x', 'exclusive'),
      node('o', 'inclusive'),
      node('o2', 'inclusive'),
    ],
    ...[
      node('z', 'end'),
      node('t1', 'task', 'a'),
      node('t2', 'task', 'b'),
      node('t3', 'task', 'c'),
      node('t4', 'task', 'd'),
    ],
  ];
  const ways = ['s p', 'p t1', 't1 o', 'p x', 'x t2', 't2 o', 'o t3', 't3 o2', 'x t4', 't4 o2', 'o2 z'];
  const flows = ways.map((way, i) => ({ id: `f${i}`, from: way.split(' ')[0], to: way.split(' ')[1] }));
  const { format, facts } = readDiscovered(JSON.stringify({ algorithm: 'split', bpmn: { nodes, flows }, net: {} }));
  expect([format, facts.activities, facts.net!.soundness]).toEqual(['bpmn', 4, 'sound']);
});

test('XML in another encoding is kept as text that says nothing of it', () => {
  const xml =
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n<ptml><processTree id="t" name="" root="r"><manualTask id="r" name="Pr\xfcfen"/></processTree></ptml>';
  const read = readModel(Uint8Array.from(xml, (char) => char.charCodeAt(0)));
  expect([read.format, read.facts.activities, read.text.startsWith('<ptml>')]).toEqual(['ptml', 1, true]);
  expect(convertModel(read, 'tree', 'M')).toBe("'Prüfen'");
});

test('the thread that reads: faults and defects come back, what takes too long ends, the next one is read', async () => {
  const reader = readingThread();
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error) => error,
    );
  expect((await reader.read("->( 'a', 'b' )")).format).toBe('tree');
  expect(await failure(reader.read('hello'))).toMatchObject({ code: 'model.unknownFormat', fault: 'invalid' });
  const defect = await failure(reader.readDiscovered('no JSON'));
  expect([defect instanceof Error, defect instanceof AppError]).toEqual([true, false]);
  expect(await failure(readingThread(0).read("'a'"))).toMatchObject({ code: 'model.tooSlow' });
  expect((await reader.read("'a'")).facts.activities).toBe(1);
});

test('the net of a tree is sound, however many markings it has', () => {
  // Twenty activities beside each other: 2^20 markings, far beyond what a search looks at.
  const names = Array.from({ length: 20 }, (_, i) => `'${i}'`);
  expect(readModel(`+( ${names.join(', ')} )`).facts.net).toMatchObject({ soundness: 'sound', findings: [] });
});
