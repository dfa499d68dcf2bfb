import { expect, setDefaultTimeout, test } from 'bun:test';
import { AppError } from '#sdk';
import { collectXes, pieces, utf8 } from '../../../../tests/collect-xes.ts';
import { XES_LIMITS } from './xes-limits.ts';

setDefaultTimeout(60_000);

/** The fault of a document, whole and cut into pieces; both must be the same. */
function faultOf(document: string | Uint8Array): AppError {
  const bytes = typeof document === 'string' ? utf8(document) : document;
  const sizes = bytes.length > 10_000 ? [bytes.length, 65_536] : [bytes.length, 1, 7];
  const faults = sizes.map((size) => {
    try {
      collectXes(pieces(bytes, size));
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error('the document was read without a fault');
  });
  for (const fault of faults) expect(fault.toData()).toEqual(faults[0]!.toData());
  return faults[0]!;
}

const place = ({ details }: AppError) => [details[0]!.line, details[0]!.column];
const NAME = '<string key="concept:name" value="a"/>';
const EVENT = `<event>${NAME}</event>`;

test('document types are refused at all, whatever they hold', () => {
  const bomb = `<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<log><string key="x" value="&c;"/></log>`;
  for (const document of [
    bomb,
    '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>',
    '<!doctype log><log/>',
    '<log><!DOCTYPE log></log>',
  ])
    expect(faultOf(document).code).toBe('import.xmlDoctype');
  expect(place(faultOf(bomb))).toEqual([2, 1]);
});

test('entities that were never declared are not resolved', () => {
  const value = faultOf(`<log>\n<trace>${EVENT}\n  <event><string key="x" value="ab&c;"/></event></trace></log>`);
  expect(value.code).toBe('import.xmlNotWellFormed');
  expect(value.message).toContain('"&c;"');
  expect(value.details[0]!.line).toBe(3);
  expect(faultOf('<log>&xxe;</log>').code).toBe('import.xmlNotWellFormed');
  expect(faultOf('<log>&#0;</log>').code).toBe('import.xmlNotWellFormed');
  expect(faultOf('<log><string key="a" value="&#xD800;"/></log>').code).toBe('import.xmlNotWellFormed');
});

test.each([
  ['<log>\n<trace>\n<event>', 3, 8, 'before <event> is closed'],
  ['<log>\n <trace></log>', 2, 9, '</log> stands where </trace> is due'],
  ['<log/>\n</log>', 2, 1, '</log> closes nothing'],
  ['<log/>\n<log/>', 2, 1, 'a second one begins'],
  ['<log/> text', 1, 8, 'behind the end of the log'],
  ['<log>\n  <a b=c/></log>', 2, 8, 'without quotes'],
  ['<log>\n<a b="1" b="2"/></log>', 2, 10, 'stands twice'],
  ['<log><a b="1"c="2"/></log>', 1, 14, 'a blank is missing'],
  ['<log><a b/></log>', 1, 10, 'has no value'],
  ['<log><1a/></log>', 1, 7, 'cannot be the name'],
  ['<log>< a/></log>', 1, 7, 'name of an element is missing'],
  ['<log><a b="<"/></log>', 1, 12, 'holds "<"'],
  ['<log><a b="\u0001"/></log>', 1, 12, 'control character 1'],
  ['<log>\u0000</log>', 1, 6, 'control character 0'],
  ['<log><!-- a -- b --></log>', 1, 13, 'holds "--"'],
  ['<log>a]]> b</log>', 1, 9, 'text holds "]]>"'],
  ['<log><? a?></log>', 1, 6, 'has no name'],
  ['<log><!x></log>', 1, 6, 'neither a comment'],
  ['<log><a /b></log>', 1, 9, 'not followed by ">"'],
  ['<log></log x>', 1, 12, 'is not closed by ">"'],
  ['<log><?xml version="1.0"?></log>', 1, 6, 'at the very beginning'],
  ['<log><string key="a', 1, 20, 'in the middle of a tag'],
  ['<log><!-- never closed', 1, 23, 'in the middle of a tag'],
  ['<log>é <a b="é" c/></log>', 1, 18, 'has no value'],
])('%j is not well-formed: line %d, column %d', (document, line, column, message) => {
  const fault = faultOf(document);
  expect(fault.code).toBe('import.xmlNotWellFormed');
  expect(fault.message).toContain(message);
  expect(place(fault)).toEqual([line, column]);
});

test('what is no XES says so', () => {
  for (const document of [
    '',
    '   \n',
    'case,activity\n1,a',
    '<html></html>',
    '<?xml version="1.0"?><pnml/>',
    '<!-- c -->',
  ])
    expect(faultOf(document).code).toBe('import.notXes');
  expect(faultOf('<ocel/>').message).toContain('<ocel>');
});

test('an unclosed file after many good events names the open elements', () => {
  const fault = faultOf(`<log>\n<trace>\n${`${EVENT}\n`.repeat(100)}<event>`);
  expect(fault.message).toContain('<log> in <trace> in <event>');
  expect(place(fault)).toEqual([103, 8]);
});

test('elements nested 256 deep are read, 257 deep are refused', () => {
  const nested = (depth: number) => `<log>${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}</log>`;
  expect(collectXes([utf8(nested(256))]).rows.read).toBe(0);
  expect(faultOf(nested(257))).toMatchObject({ fault: 'too_large', code: 'import.xmlTooDeep' });
});

test('1,000 XML attributes of an element are read, 1,001 are refused', () => {
  const wide = (count: number) => `<log ${Array.from({ length: count }, (_, i) => `a${i}="1"`).join(' ')}/>`;
  expect(collectXes([utf8(wide(1_000))]).rows.read).toBe(0);
  expect(faultOf(wide(1_001))).toMatchObject({ fault: 'too_large', code: 'import.tooManyXmlAttributes' });
});

test('values, text and comments of 16 MiB are read, longer ones are refused', () => {
  const long = XES_LIMITS.textBytes;
  const value = (length: number) =>
    `<log><trace><event>${NAME}<string key="x" value="${'x'.repeat(length)}"/></event></trace></log>`;
  expect(String(collectXes([utf8(value(long - 100))]).events[0]!.values.x)).toHaveLength(long - 100);
  for (const document of [
    value(long + 1),
    `<log>${'x'.repeat(long + 1)}</log>`,
    `<log><!--${'x'.repeat(long + 1)}--></log>`,
  ])
    expect(faultOf(document)).toMatchObject({ fault: 'too_large', code: 'import.xmlTooLong' });
});

test('2,000 attributes are columns, one more is refused; so is a key of more than 1,000 characters', () => {
  const log = (count: number) =>
    `<log><trace><event>${NAME}${Array.from({ length: count }, (_, i) => `<int key="k${i}" value="1"/>`).join('')}</event></trace></log>`;
  expect(collectXes([utf8(log(1_999))]).rows.events.columns).toHaveLength(2_000);
  expect(faultOf(log(2_000))).toMatchObject({ fault: 'too_large', code: 'import.tooManyColumns' });
  const key = (length: number) =>
    `<log><trace><event>${NAME}<int key="${'k'.repeat(length)}" value="1"/></event></trace></log>`;
  expect(collectXes([utf8(key(1_000))]).rows.accepted).toBe(1);
  expect(faultOf(key(1_001)).code).toBe('import.keyTooLong');
});

test('bytes that are not UTF-8 are refused with their line', () => {
  for (const type of ['string', 'int', 'date']) {
    const parts = [
      utf8(`<log>\n<trace>${EVENT}${EVENT}<event>${NAME}<${type} key="x" value="`),
      Uint8Array.of(0xfc),
      utf8('"/></event></trace></log>'),
    ];
    const fault = faultOf(Buffer.concat(parts));
    expect([fault.code, fault.details[0]!.line]).toEqual(['import.notUtf8', 2]);
  }
});

test('a value of millions of digits or commas costs linear time', () => {
  const log = (type: string, value: string) =>
    utf8(`<log><trace><event>${NAME}<${type} key="x" value="${value}"/></event></trace></log>`);
  expect(collectXes([log('int', '9'.repeat(4_000_000))]).rows.accepted).toBe(1);
  expect(collectXes([log('float', '9'.repeat(4_000_000))]).rows.accepted).toBe(1);
  expect(collectXes([log('float', ','.repeat(4_000_000))]).rejected).toHaveLength(1);
});

test('damaged documents end in a fault with a place or are read, alike whole and cut, and never hang', () => {
  const base = utf8(
    `<?xml version="1.0"?>\n<log>\n${`<trace>${NAME}\n<event>${NAME}<int key="n" value="1"/>\n<date key="d" value="2024-01-01T00:00:00Z"/></event></trace>\n`.repeat(6)}</log>`,
  );
  const bits = [
    ...['<', '>', '"', "'", '&', '/', '\0', 'é', '<event>', '</event>', '</trace>', '<!--', '-->', '<![CDATA[', ']]>'],
    ...['<?', '?>', '&#', '&amp;', ' ', '=', '\n', 'xmlns="u"', '<list key="l"><values>', '</values></list>'],
  ];
  let seed = 3;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (seed >>> 8) % n;
  };
  const outcome = (bytes: Uint8Array, size: number) => {
    try {
      const { events, traces, rejected } = collectXes(pieces(bytes, size));
      return { events, traces, rejected };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.toData();
    }
  };
  const seen = new Set<string>();
  for (let round = 0; round < 2_000; round++) {
    let bytes = random(4) === 0 ? base.subarray(0, random(base.length)) : base;
    for (let change = random(3); change >= 0; change--) {
      const place = random(bytes.length);
      const bit = Buffer.from(bits[random(bits.length)]!, random(9) === 0 ? 'latin1' : 'utf8');
      bytes = Buffer.concat([bytes.subarray(0, place), bit, bytes.subarray(place + random(12))]);
    }
    const whole = outcome(bytes, bytes.length);
    expect(outcome(bytes, 1 + random(300))).toEqual(whole);
    seen.add('code' in whole ? whole.code : 'read');
  }
  expect([...seen].sort()).toEqual(['import.notUtf8', 'import.notXes', 'import.xmlNotWellFormed', 'read']);
});
