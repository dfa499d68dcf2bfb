/**
 * The certification levels of XES (xes-standard.org: A–D and X, support 1 and 2), for reading and for writing apart. The
 * documents are made by hand from the definitions of IEEE 1849-2016; what is written is read by an independent parser.
 */
import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { openVersion } from '../../src/engine/segments/open-version.ts';
import { contentOf, ExportBench, type PlacedLog } from '../exported-log.ts';
import { brokenRules, type Facts, readDocument, type TraceFacts } from '../xes-tree.ts';

setDefaultTimeout(60_000);
const bench = new ExportBench();
afterAll(() => bench[Symbol.asyncDispose]());

const extension = (name: string, prefix: string) =>
  `<extension name="${name}" prefix="${prefix}" uri="http://www.xes-standard.org/${prefix}.xesext"/>`;
const log = (header: string, ...traces: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">${header}${traces.join('')}</log>`;
const trace = (name: string, ...inside: string[]) =>
  `<trace><string key="concept:name" value="${name}"/>${inside.join('')}</trace>`;
const event = (name: string, ...inside: string[]) =>
  `<event><string key="concept:name" value="${name}"/>${inside.join('')}</event>`;
const string = (key: string, value: string) => `<string key="${key}" value="${value}"/>`;
const date = (value: string, key = 'time:timestamp') => `<date key="${key}" value="${value}"/>`;

/** The level's document, and what each event's columns hold: `activity`, `lifecycle`, `time`, `resource`, then names of attributes. */
interface Level {
  readonly level: string;
  readonly document: string;
  readonly columns: readonly string[];
  readonly values: Readonly<Record<string, readonly (string | number | boolean | null)[]>>;
}

const CONCEPT = extension('Concept', 'concept');
const TIME = extension('Time', 'time');
const LIFECYCLE = extension('Lifecycle', 'lifecycle');
const ORG = extension('Organizational', 'org');

const LEVELS: readonly Level[] = [
  {
    level: 'A: cases and activities',
    document: log(CONCEPT, trace('1', event('a'), event('b')), trace('2', event('a'))),
    columns: ['concept:name', 'time:timestamp'],
    values: { activity: ['a', 'b', 'a'] },
  },
  {
    level: 'B: with lifecycle and time',
    document: log(
      CONCEPT + LIFECYCLE + TIME + string('lifecycle:model', 'standard'),
      trace(
        '1',
        event('a', string('lifecycle:transition', 'start'), date('2024-01-01T10:00:00.123+01:00')),
        event('a', string('lifecycle:transition', 'complete'), date('2024-01-01T10:30:00.000+01:00')),
        event('b', string('lifecycle:transition', 'pi_abort'), date('2024-07-01T10:30:00.000+02:00')),
      ),
    ),
    columns: ['concept:name', 'time:timestamp', 'lifecycle:transition'],
    values: {
      activity: ['a', 'a', 'b'],
      lifecycle: ['start', 'complete', 'pi_abort'],
      time: [Date.UTC(2024, 0, 1, 9, 0, 0, 123), Date.UTC(2024, 0, 1, 9, 30), Date.UTC(2024, 6, 1, 8, 30)],
      'time-offset': ['+01:00', '+01:00', '+02:00'],
    },
  },
  {
    level: 'C: with resources',
    document: log(
      CONCEPT + TIME + ORG,
      trace(
        '1',
        event(
          ...['a', date('2024-01-01T10:00:00.000Z'), string('org:resource', 'Ann &amp; Bob')],
          ...[string('org:role', 'clerk'), string('org:group', 'G&quot;1&quot;')],
        ),
      ),
    ),
    columns: ['concept:name', 'time:timestamp', 'org:resource', 'org:role', 'org:group'],
    values: { resource: ['Ann & Bob'], 'org:role': ['clerk'], 'org:group': ['G"1"'] },
  },
  {
    level: 'D: with every extension of the standard',
    document: log(
      [
        ...[CONCEPT, LIFECYCLE, ORG, TIME, extension('Semantic', 'semantic'), extension('Identity', 'identity')],
        ...[extension('Cost', 'cost'), extension('Micro', 'micro'), extension('Software Event', 'swevent')],
        ...[extension('Software Communication', 'swcomm'), extension('Software Telemetry', 'swtelemetry')],
        extension('Artifact Lifecycle', 'artlifecycle'),
        ...[
          '<id key="identity:id" value="6ba7b810-9dad-11d1-80b4-00c04fd430c8"/>',
          string('semantic:modelReference', 'urn:m'),
        ],
      ].join(''),
      trace(
        '1',
        ...[string('cost:currency', 'EUR'), '<float key="cost:total" value="20"/>'],
        '<list key="cost:drivers"><values><string key="d1" value=""><float key="cost:amount" value="12.5"/><string key="cost:type" value="Labour"/></string><string key="d2" value="x"><float key="cost:amount" value="7.5"/></string></values></list>',
        event(
          ...['a', string('concept:instance', 'i1'), date('2024-01-01T10:00:00.000Z'), string('org:resource', 'r')],
          ...[
            string('lifecycle:state', 'Running'),
            '<id key="identity:id" value="6ba7b811-9dad-11d1-80b4-00c04fd430c8"/>',
          ],
          ...[
            '<int key="micro:level" value="1"/>',
            string('micro:parentId', 'p'),
            '<int key="micro:length" value="2"/>',
          ],
          ...[string('swevent:type', 'call'), '<boolean key="swevent:hasException" value="true"/>'],
          ...['<int key="swevent:callee-line" value="-17"/>', '<int key="swcomm:localPort" value="443"/>'],
          ...[
            '<float key="swtelemetry:cpuLoadUser" value="0.25"/>',
            '<int key="swtelemetry:memoryUsed" value="9007199254740993"/>',
          ],
          '<list key="artlifecycle:moves"><values><string key="artlifecycle:move" value="m"/><string key="artlifecycle:move" value="n"/></values></list>',
        ),
      ),
    ),
    columns: ['cost:total', 'swevent:hasException', 'artlifecycle:moves.artlifecycle:move.2', 'swtelemetry:memoryUsed'],
    values: {
      'case:cost:total': [20],
      'swevent:hasException': [true],
      'swevent:callee-line': [-17],
      'swtelemetry:cpuLoadUser': [0.25],
      'artlifecycle:moves.artlifecycle:move.2': ['n'],
      'case:cost:drivers.d1.cost:amount': [12.5],
    },
  },
  {
    level: 'X: with anything else',
    document: log(
      `${CONCEPT}<extension name="Own" prefix="own" uri="urn:own.xesext"/>
       <global scope="trace">${string('concept:name', 'none')}</global>
       <global scope="event">${string('concept:name', 'none')}<int key="n" value="0"><string key="unit" value="pieces"/></int></global>
       ${string('note', 'line&#10;two &lt;&gt;&amp;&quot;')}<list key="tags"><string key="why" value="kept"/><values><int key="tag" value="1"/><int key="tag" value="2"/></values></list>`,
      trace(
        'ü 漢 😀',
        string('a.b', 'a key with a dot'),
        '<string key="a" value="the parent"><string key="b" value="the child"><date key="deep" value="1969-12-31T23:59:59.999Z"/></string></string>',
        '<string key="only" value=""><float key="child" value="-0"/></string>',
        event('x', '<int key="n" value="12"><string key="unit" value="boxes"/></int>', '<float key="f" value="1e-7"/>'),
        event(
          'y',
          '<int key="n" value="-3"><string key="unit" value="pieces"/></int>',
          '<list key="own:l"><string key="why" value="beside"/><values><string key="e" value="1"/><string key="e" value=""/><string key="e" value="3"/><list key="in"><values><boolean key="e" value="false"/></values></list></values></list>',
        ),
      ),
    ),
    columns: ['case:a.b', 'case:a.b (nested)', 'own:l.in.e'],
    values: {
      'case:a.b': ['a key with a dot'],
      'case:a.b (nested)': ['the child'],
      'case:a.b.deep': [-1],
      'own:l.e.3': [null, '3'],
      'own:l.why': [null, 'beside'],
      'own:l.in.e': [null, false],
      'n.unit': ['boxes', 'pieces'],
    },
  },
];

/** Values of a column in the order of the log; null where missing. */
function valuesIn({ folder }: PlacedLog, ref: string): (string | number | boolean | null)[] {
  const version = openVersion(folder);
  const column = version.manifest.columns.find((c) => c.id === ref || c.name === ref)!;
  return version.segments.flatMap((segment): (string | number | boolean | null)[] => {
    if (column.class === 'number' || column.class === 'time')
      return Array.from(segment.numbers(column.id), (n) => (Number.isNaN(n) ? null : n));
    const words = column.class === 'boolean' ? [null, false, true] : version.dictionary(column.id);
    return Array.from(segment.codes(column.id), (code) => (code === 0 ? null : words[code]!));
  });
}

const read = (bytes: Uint8Array) => {
  const traces: TraceFacts[] = [];
  const { declared } = readDocument(bytes, (one) => void traces.push(one));
  return { declared, traces };
};

describe.each(LEVELS)('level $level', ({ document, columns, values }) => {
  test('is read', async () => {
    const placed = await bench.importXes(document);
    const names = placed.manifest.columns.map(({ name }) => name);
    for (const name of columns) expect(names.some((own) => own === name || own === `case:${name}`)).toBe(true);
    for (const [ref, expected] of Object.entries(values))
      expect({ ref, values: valuesIn(placed, ref) }).toEqual({ ref, values: [...expected] });
  });

  test('is written: the same document, and the same log when it is read again', async () => {
    const placed = await bench.importXes(document);
    const written = await bench.export(placed);
    expect(brokenRules(written)).toEqual([]);
    const [before, after] = [read(new TextEncoder().encode(document)), read(written)];
    expect(after.traces).toEqual(before.traces);
    expect(after.declared.filter((item) => item.name !== 'extension')).toEqual(
      before.declared.filter((item) => item.name !== 'extension'),
    );
    expect(after.declared).toEqual(expect.arrayContaining(before.declared));
    const again = await bench.importXes(written);
    expect(contentOf(again.manifest)).toEqual(contentOf(placed.manifest));
    const twice = await bench.export(again);
    expect(new TextDecoder().decode(twice)).toBe(new TextDecoder().decode(written));
    expect((await bench.importXes(twice)).manifest.hash).toBe(again.manifest.hash);
  });
});

describe('support 2: classifiers', () => {
  const classifiers = `<classifier name="Both" scope="event" keys="concept:name lifecycle:transition"/>
    <classifier name="Quoted" scope="event" keys="'my key'"/><classifier name="Nobody" scope="event" keys="nothing here"/>
    <classifier name="Case" scope="trace" keys="concept:name &quot;it's&quot;"/>`;
  const document = log(
    CONCEPT + LIFECYCLE + classifiers,
    trace('1', event('a', string('lifecycle:transition', 'start'), string('my key', 'k'))),
  );

  test('those that events have are offered', async () => {
    const placed = await bench.importXes(document);
    expect(placed.manifest.classifiers.map(({ name }) => name)).toEqual(['Both', 'Quoted']);
    expect(valuesIn(placed, 'Both')).toEqual(['a+start']);
    expect(placed.findings.map(({ code }) => code)).toContain('classifierWithoutAttribute');
  });

  test('all are written, and none becomes an attribute', async () => {
    const written = await bench.export(await bench.importXes(document));
    const { declared, traces } = read(written);
    expect(declared.filter(({ name }) => name === 'classifier').map(({ attributes }) => attributes)).toEqual([
      { name: 'Both', scope: 'event', keys: 'concept:name lifecycle:transition' },
      { name: 'Quoted', scope: 'event', keys: "'my key'" },
      { name: 'Nobody', scope: 'event', keys: 'nothing here' },
      { name: 'Case', scope: 'trace', keys: "concept:name it's" },
    ]);
    expect(Object.keys(traces[0]!.events[0] as Facts)).toEqual(['/concept:name', '/lifecycle:transition', '/my key']);
  });
});

test('a global that some event lacks is not promised again', async () => {
  const promise = `<global scope="event">${string('concept:name', 'x')}${string('org:group', 'UNKNOWN')}</global>`;
  const written = await bench.export(
    await bench.importXes(log(promise, trace('1', event('a', string('org:group', 'g')), event('b')))),
  );
  const [global] = read(written).declared.filter(({ name }) => name === 'global');
  expect(global!.children.map(({ attributes }) => attributes)).toEqual([{ key: 'concept:name', value: 'x' }]);
});

test('a container, which the standard does not know, is written as a list with the same entries', async () => {
  const placed = await bench.importXes(
    log('', trace('1', event('a', `<container key="c">${string('k', '1')}${string('k', '2')}</container>`))),
  );
  const written = await bench.export(placed);
  expect(brokenRules(written)).toEqual([]);
  expect(new TextDecoder().decode(written).replace(/\s*\n\s*/g, '')).toContain(
    '<list key="c"><values><string key="k" value="1"/><string key="k" value="2"/></values></list>',
  );
});
