import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import fc from 'fast-check';
import { collectBySaxes, collectXes, pieces, utf8 } from '../../../../tests/collect-xes.ts';
import { sharedData } from '../../../../tests/shared-data.ts';

setDefaultTimeout(60_000);

const NAME = '<string key="concept:name" value="a"/>';
const codes = (read: ReturnType<typeof collectXes>) => read.rows.findings.list().map((f) => [f.code, f.count, f.line]);

describe('chunks', () => {
  const document = utf8(`<?xml version="1.0" encoding="UTF-8"?><!-- c --><log>
  <trace><string key="concept:name" value="ä1"/>
    ${`<event>\n${NAME}<date key="time:timestamp" value="2024-01-01T00:00:00Z"/></event>\n    `.repeat(5)}
    <event>${NAME}<list key="l"><values><int key="x" value="1"/></values></list></event><event>${NAME}<int key="x" value="?"/></event>
  </trace><trace><event>${NAME}<string key='ö' value='&amp;"'></string></event></trace></log>`);
  const whole = collectXes([document]);

  test.each(Array.from({ length: document.length }, (_, i) => i + 1))('of %d bytes give the same rows', (size) => {
    const cut = collectXes(pieces(document, size));
    expect(cut.events).toEqual(whole.events);
    expect(cut.traces).toEqual(whole.traces);
    expect(cut.rejected).toEqual(whole.rejected);
  });

  test('of any size give the same rows from a real log', async () => {
    const bytes = Bun.gunzipSync(await Bun.file(sharedData('logs/04_reviewing.xes.gz')).bytes());
    const hash = (found: typeof whole) => Bun.hash(JSON.stringify([found.events, found.traces]));
    const expected = hash(collectXes([bytes]));
    for (const size of [7, 1_000, 4_096, 65_537]) expect(hash(collectXes(pieces(bytes, size)))).toEqual(expected);
  });

  test('any document, cut anywhere, is read as saxes reads it', () => {
    const name = fc.constantFrom('a', 'b', 'key with blank', 'é');
    const quote = fc.constantFrom('"', "'");
    const value = fc.constantFrom(
      '1',
      '2',
      '-0.5',
      'true',
      '2024-01-01T00:00:00+01:00',
      'é漢',
      '&lt;&#33;',
      '',
      ' \n ',
      'x>y',
    );
    const end = fc.constantFrom('/>', '></T>', ' />', '>\n</T>', '><int key="in" value="3"/></T>', '>text</T>');
    const type = fc.constantFrom('string', 'int', 'float', 'boolean', 'date', 'id');
    const attribute = fc
      .tuple(type, name, value, quote, end)
      .map(([t, k, v, q, e]) => `<${t} key=${q}${k}${q} value=${q}${v}${q}${e.replace('T', t)}`);
    const gap = fc.constantFrom('', '\n', '\n  ', '<!-- c -->', '<?pi?>', '<other><event/></other>', '&amp;');
    const body = fc.array(
      fc.tuple(gap, attribute).map((pair) => pair.join('')),
      { maxLength: 6 },
    );
    const events = fc.array(
      fc.tuple(gap, body).map(([g, b]) => `${g}<event>${NAME}${b.join('')}</event>`),
      { maxLength: 6 },
    );
    const traces = fc.array(
      fc.tuple(body, events).map(([b, e]) => `<trace>${b.join('')}${e.join('\n')}</trace>`),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(traces, fc.integer({ min: 1, max: 400 }), (list, size) => {
        const bytes = utf8(`<log>${[...list, ...list].join('\n')}</log>`);
        const ours = collectXes(pieces(bytes, size));
        const theirs = collectBySaxes(bytes);
        expect(ours.events).toEqual(theirs.events);
        expect(ours.traces).toEqual(theirs.traces);
        expect(ours.rejected).toEqual(theirs.rejected);
        expect(codes(ours)).toEqual(codes(theirs));
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
