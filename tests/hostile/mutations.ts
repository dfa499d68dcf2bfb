import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseRecords } from '../../src/mining/formats/csv-records.ts';
import { workbookParts, zipped } from '../zipped.ts';

export const FORMATS = [
  'csv',
  'csv.gz',
  'xes',
  'xes.gz',
  'ndjson',
  'json',
  'json.gz',
  'xlsx',
  'parquet',
  'zip',
] as const;
export type Format = (typeof FORMATS)[number];

const CSV = `case_id,activity,timestamp,org:resource,cost,note\n${[1, 2, 3, 4]
  .map(
    (n) => `${n}1,register,2024-03-31T01:30:00+01:00,Ann,12.50,"first, and ""quoted"""
${n}1,check,2024-03-31T03:30:00+02:00,Bob,,
${n}1,"pay",2024-04-01T09:00:00.123456Z,Cid,1000,"over
two lines"
${n}2,register,2024-04-02T10:00:00Z,Ann,7,prüfen
${n}2,check,2024-04-02T10:00:00Z,Bob,-3,"x;y"
${n}3,register,2024-04-03T00:00:00Z,,0.001,007
${n}3,pay,2024-04-04T00:00:00Z,Dan,1e3,
`,
  )
  .join('')}`;

const [NAMES, ...ROWS] = parseRecords(CSV, { delimiter: ',', quote: '"', escape: '"' });
const OBJECTS = ROWS.map((row, i) => {
  const flat = Object.fromEntries(NAMES!.map((name, k) => [name, name === 'cost' ? Number(row[k]) : row[k]]));
  return JSON.stringify({ ...flat, order: { lines: [i, { sum: 1.5 }], open: i % 2 === 0, by: null } });
});
const NDJSON = `${OBJECTS.join('\n')}\n`;
const JSON_DOCUMENT = `{"source": {"tags": ["a", 1]}, "data": {"items": [\n${OBJECTS.join(',\n')}\n]}}`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
/** With a serial date, a number, a boolean, an error, a formula and shared texts. */
const WORKBOOK = workbookParts(
  [NAMES!, ...ROWS]
    .map((row, i) => {
      const cells = row.map((text) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`).join('');
      return `<row r="${i + 1}">${cells}<c r="G${i + 1}" s="1"><v>45380.0625</v></c><c r="H${i + 1}" t="s"><v>${i % 3}</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>A1*2</f><v>${i}.5</v></c></row>`;
    })
    .join('\n'),
  {
    'xl/_rels/workbook.xml.rels': `<Relationships>${['worksheet" Target="worksheets/sheet1.xml', 'styles" Target="styles.xml', 'sharedStrings" Target="sharedStrings.xml'].map((rest, i) => `<Relationship Id="r${i + 1}" Type="x/${rest}"/>`).join('')}</Relationships>`,
    'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml': '<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r></si><si><t/></si></sst>',
  },
);
const PARQUET = readFileSync(resolve(import.meta.dir, '../files/pyarrow.parquet'));

const EVENT = (name: string, time: string, more = '') =>
  `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${time}"/>${more}</event>\n`;
const XES = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- a log -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
<classifier name="Activity" keys="concept:name lifecycle:transition"/>
${[1, 2, 3]
  .map(
    (n) => `<trace><string key="concept:name" value="case ${n} &amp; &lt;co&gt;"/><float key="amount" value="${n}.5"/>
${EVENT('register', '2024-03-31T01:30:00.000+01:00', '<string key="org:resource" value="Ann"/><int key="cost" value="12"/>')}
${EVENT('check', '2024-03-31T03:30:00', '<boolean key="late" value="true"/><string key="outer" value="a"><int key="inner" value="1"/></string>')}
${EVENT('pay', `2024-04-0${n}T09:00:00Z`, '<string key="lifecycle:transition" value="complete"/><list key="l"><values><string key="v" value="&#228;"/></values></list>')}
</trace>`,
  )
  .join('\n')}
</log>
`;

/** What files of these formats trip over. */
const TOKENS = [
  ...['"', '""', ',', ';', '\t', '\n', '\r', '\r\n', '\0', '\\', ' ', '\ufeff', 'ÿ', '\u2028', '😀'],
  ...[
    'NaN',
    '1e999',
    '-0',
    '99999999999999999999',
    '0x1f',
    '2024-02-30',
    '9999-12-31T23:59:60Z',
    '-271821-04-20',
    'null',
  ],
  ...[
    '<',
    '>',
    '&',
    '&#0;',
    '&amp',
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '<!DOCTYPE log>',
    '</log>',
    '<log>',
    '<event>',
    '</trace>',
  ],
  ...[
    ' key="',
    'value=""',
    'xmlns:x=""',
    '/>',
    '__proto__',
    'case_id',
    '{',
    '}',
    '[',
    ']',
    ':',
    '{"',
    '\\u',
    '\\ud800',
    '1e',
    'tru',
    '<c r="XFD9">',
    't="s"',
    '<v>-1</v>',
    '_x0000_',
    'concept:name',
  ],
].map((text) => Buffer.from(text));

/** The file of this number: the same for the same seed. */
export function mutated(format: Format, seed: number, number: number): Uint8Array {
  const random = seeded(seed * 1_000_003 + number);
  if (format === 'xlsx') return mutatedBook(number, random);
  const whole = WHOLE[format];
  if (format !== 'zip' && !format.endsWith('.gz')) return mutate(whole, random);
  const packed = format === 'zip' ? (bytes: Buffer) => zipped({ 'log.csv': bytes }) : gzipSync;
  // Half of them damaged inside, half of them damaged outside.
  return number % 2 === 0 ? packed(mutate(whole, random)) : mutate(Buffer.from(packed(whole)), random);
}

const WHOLE: Readonly<Record<Exclude<Format, 'xlsx'>, Buffer>> = {
  csv: Buffer.from(CSV),
  'csv.gz': Buffer.from(CSV),
  xes: Buffer.from(XES),
  'xes.gz': Buffer.from(XES),
  ndjson: Buffer.from(NDJSON),
  json: Buffer.from(JSON_DOCUMENT),
  'json.gz': Buffer.from(JSON_DOCUMENT),
  parquet: PARQUET,
  zip: Buffer.from(CSV),
};

/** Half of them with a part that is damaged inside, half of them damaged as archives. */
function mutatedBook(number: number, random: Random): Uint8Array {
  if (number % 2 === 1) return mutate(Buffer.from(zipped(WORKBOOK)), random);
  const names = Object.keys(WORKBOOK);
  // The sheet twice as often as what leads to it.
  const name = random(2) === 0 ? 'xl/worksheets/sheet1.xml' : names[random(names.length)]!;
  return zipped({ ...WORKBOOK, [name]: mutate(Buffer.from(WORKBOOK[name]!), random).toString('utf8') });
}

type Random = (below: number) => number;

function mutate(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let times = 1 + random(3); times > 0; times--) changed = MUTATIONS[random(MUTATIONS.length)]!(changed, random);
  return changed;
}

const around = (b: Buffer, from: number, to: number, between: Uint8Array) =>
  Buffer.concat([b.subarray(0, from), between, b.subarray(to)]);
const NOTHING = new Uint8Array(0);

/** From the line that begins after a place, to its end. */
function lineAfter(b: Buffer, place: number): [from: number, to: number] {
  const from = b.indexOf(10, place) + 1;
  const end = b.indexOf(10, from);
  return [from, end < 0 ? b.length : end + 1];
}

const MUTATIONS: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  function flip(b, random) {
    const copy = Buffer.from(b);
    if (copy.length > 0) copy[random(copy.length)]! ^= 1 << random(8);
    return copy;
  },
  function insertToken(b, random) {
    const at = random(b.length + 1);
    return around(b, at, at, TOKENS[random(TOKENS.length)]!);
  },
  function insertBytes(b, random) {
    const at = random(b.length + 1);
    return around(
      b,
      at,
      at,
      Uint8Array.from({ length: 1 + random(6) }, () => random(256)),
    );
  },
  function replaceByToken(b, random) {
    const at = random(b.length + 1);
    return around(b, at, Math.min(b.length, at + 1 + random(12)), TOKENS[random(TOKENS.length)]!);
  },
  function cutOut(b, random) {
    const at = random(b.length + 1);
    return around(b, at, Math.min(b.length, at + 1 + random(60)), NOTHING);
  },
  function repeat(b, random) {
    const at = random(b.length + 1);
    return around(b, at, at, b.subarray(at, Math.min(b.length, at + 1 + random(200))));
  },
  function cutOff(b, random) {
    return b.subarray(0, random(b.length + 1));
  },
  function value(b, random) {
    // From one quote or comma to the next: the structure stays, most often.
    const from = Math.max(b.indexOf('"', random(b.length + 1)), b.indexOf(',', random(b.length + 1))) + 1;
    const ends = [b.indexOf('"', from), b.indexOf(',', from)].filter((end) => end >= 0);
    if (ends.length === 0) return b;
    return around(b, from, Math.min(...ends), TOKENS[random(TOKENS.length)]!);
  },
  function dropLine(b, random) {
    const [from, to] = lineAfter(b, random(b.length + 1));
    return around(b, from, to, NOTHING);
  },
  function repeatLine(b, random) {
    const [from, to] = lineAfter(b, random(b.length + 1));
    const at = lineAfter(b, random(b.length + 1))[0];
    return around(b, at, at, b.subarray(from, to));
  },
  function move(b, random) {
    const [from, length] = [random(b.length + 1), random(100)];
    const part = b.subarray(from, from + length);
    const rest = around(b, from, Math.min(b.length, from + length), NOTHING);
    const at = random(rest.length + 1);
    return around(rest, at, at, part);
  },
];

/** Whole numbers below a bound, by a seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}
