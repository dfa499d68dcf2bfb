import { gzipSync } from 'node:zlib';

export const FORMATS = ['csv', 'xes', 'xes.gz'] as const;
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
  ...[' key="', 'value=""', 'xmlns:x=""', '/>', '__proto__', 'case_id', 'concept:name'],
].map((text) => Buffer.from(text));

/** The file of this number: the same for the same seed. */
export function mutated(format: Format, seed: number, number: number): Uint8Array {
  const random = seeded(seed * 1_000_003 + number);
  const whole = Buffer.from(format === 'csv' ? CSV : XES);
  if (format !== 'xes.gz') return mutate(whole, random);
  // Half of them damaged inside, half of them damaged outside.
  return number % 2 === 0 ? gzipSync(mutate(whole, random)) : mutate(gzipSync(whole), random);
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
