import { expect, setDefaultTimeout, test } from 'bun:test';
import { collectBySaxes, collectXes, pieces, utf8 } from '../../../../tests/collect-xes.ts';
import { sharedData } from '../../../../tests/shared-data.ts';

setDefaultTimeout(60_000);

const LOGS = [
  ...['running-example.xes', 'receipt.xes.gz', 'Sepsis.xes.gz', '02_teleclaims.xes.gz', '03_repairExample.xes.gz'],
  ...[
    '04_reviewing.xes.gz',
    '06_bpic2013_closed.xes.gz',
    '09_a32f0n00.xes.gz',
    '10_orders.xes.gz',
    '11_tickets.xes.gz',
  ],
  'BPIC20_DomesticDeclarations.xes.gz',
];

/** Equal rows in equal order; hashed a row at a time, because a failing comparison of all would print megabytes. */
const hashes = (rows: readonly object[]) => rows.map((row) => Bun.hash(JSON.stringify(row)));

test.each(LOGS)('the byte tokenizer and saxes read the same from %s', async (name) => {
  const stored = await Bun.file(sharedData(`logs/${name}`)).bytes();
  const bytes = name.endsWith('.gz') ? Bun.gunzipSync(stored) : stored;
  const ours = collectXes(pieces(bytes, 100_003));
  const theirs = collectBySaxes(bytes);
  expect(ours.events.length).toBeGreaterThan(0);
  expect(ours.events[0]).toEqual(theirs.events[0]!);
  expect(hashes(ours.events)).toEqual(hashes(theirs.events));
  expect(hashes(ours.traces)).toEqual(hashes(theirs.traces));
  expect(ours.header).toEqual(theirs.header);
  expect(ours.rejected).toEqual(theirs.rejected);
  expect(ours.rows.findings.list()).toEqual(theirs.rows.findings.list());
});

test('and from a document with every oddity of XML', () => {
  const document = `<?xml version="1.0"?>
<?a style?><!-- before --><log xmlns="urn:x" xmlns:o='urn:o'>text &amp; more<![CDATA[ <trace> ]]>
  <trace><!-- - -->
    <string key='concept:name' value='a "quoted" one'/><string value="first" key="turned"></string >
    <event><string key="concept:name" value="&lt;a&gt; &#65;&#x1F600; b&#10;c
d"/><o:string key="no" value="x"/><string  key = "it's" value = "Gr&#xFC;n ü ñ 漢" /></event
    ><event  ><string key="concept:name" value="it's"/><foreign><event/><deep a="1"/></foreign>
      <int key="n" value="12"><string key="in" value="x"><float key="deeper" value="1.5"/></string></int></event>
    <event/>
    <event a="b"><string key="concept:name" value="]]> -- ?>"/></event>
  </trace><?pi?>
</log>
<!-- after --><?pi ?>
`;
  const ours = collectXes([utf8(document)]);
  const theirs = collectBySaxes(utf8(document));
  expect(ours.events).toEqual(theirs.events);
  expect(ours.traces).toEqual(theirs.traces);
  expect(ours.rejected).toEqual(theirs.rejected);
  expect(ours.events.map((e) => e.values)).toEqual([
    { 'concept:name': '<a> A😀 b\nc d', "it's": 'Grün ü ñ 漢' },
    { 'concept:name': "it's", n: 12, 'n.in': 'x', 'n.in.deeper': 1.5 },
    { 'concept:name': ']]> -- ?>' },
  ]);
  expect(ours.traces).toEqual([{ trace: 1, values: { 'concept:name': 'a "quoted" one', turned: 'first' } }]);
});
