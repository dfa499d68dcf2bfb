import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { collectXes, utf8 } from '../../../../tests/collect-xes.ts';
import { zoneOffsets } from '../../log/zone-offsets.ts';
import type { XesReaderOptions } from './xes-reader.ts';

setDefaultTimeout(60_000);

const NAME = '<string key="concept:name" value="a"/>';
const read = (body: string, options: XesReaderOptions = {}) => collectXes([utf8(`<log>${body}</log>`)], options);
const event = (attributes: string, options: XesReaderOptions = {}) =>
  read(`<trace>${NAME}<event>${NAME}${attributes}</event></trace>`, options);
const codes = (read: ReturnType<typeof collectXes>) => read.rows.findings.list().map((f) => [f.code, f.count, f.line]);

describe('types', () => {
  test('each type gives its value', () => {
    const { events } = event(`
      <string key="s" value="x"/><id key="i" value="9f-1"/><int key="n" value="-42"/><float key="f" value="1.25E2"/>
      <boolean key="b" value="true"/><boolean key="c" value="0"/><date key="d" value="1970-01-02T00:00:00.5Z"/>`);
    expect(events).toEqual([
      {
        trace: 1,
        values: { 'concept:name': 'a', s: 'x', i: '9f-1', n: -42, f: 125, b: true, c: false, d: 86_400_500 },
      },
    ]);
  });

  test('whole numbers beyond 2^53 are kept as text, digit by digit', () => {
    const { events, rows } = event('<int key="n" value="9007199254740993"/><int key="m" value="9007199254740991"/>');
    expect(events[0]!.values).toMatchObject({ n: '9007199254740993', m: 9_007_199_254_740_991 });
    expect(rows.events.columns.find((c) => c.key === 'n')!.bigIntegers).toBe(true);
  });

  test('an empty value is missing; of a typed attribute that is said', () => {
    const found = event('<string key="s" value=""/>\n<int key="n" value=""/>');
    expect(found.events[0]!.values).toEqual({ 'concept:name': 'a' });
    expect(codes(found)).toEqual([['emptyValues', 1, 2]]);
  });

  test('NaN and INF are missing, and said', () => {
    const found = event('<float key="x" value="NaN"/><float key="y" value="-INF"/>');
    expect(found.events[0]!.values).toEqual({ 'concept:name': 'a' });
    expect(codes(found)).toEqual([['nonFiniteNumbers', 2, 1]]);
  });

  test('an attribute in several types keeps each value', () => {
    const { events } = read(
      `<trace><event>${NAME}<int key="x" value="1"/></event><event>${NAME}<string key="x" value="one"/></event></trace>`,
    );
    expect(events.map((e) => e.values)).toEqual([
      { 'concept:name': 'a', x: 1 },
      { 'concept:name': 'a', x: 'one' },
    ]);
  });

  test('names are text whatever their type', () => {
    const { events, traces } = read(
      '<trace><int key="concept:name" value="007"/><event><int key="concept:name" value="12"/></event></trace>',
    );
    expect(events[0]!.values).toEqual({ 'concept:name': '12' });
    expect(traces[0]!.values).toEqual({ 'concept:name': '007' });
  });
});

describe('nesting', () => {
  test('nested attributes are columns parent.child at any depth, beside their parents', () => {
    const { events } = event(
      '<string key="a" value="1"><int key="b" value="2"><string key="c" value="3"/></int></string><string key="d" value="4"/>',
    );
    expect(events[0]!.values).toEqual({ 'concept:name': 'a', a: '1', 'a.b': 2, 'a.b.c': '3', d: '4' });
  });

  test('entries of lists and containers likewise; of one key the second is key.2', () => {
    const { events } = event(`<list key="l"><string key="of" value="list"/><values>
        <float key="cost" value="1"><string key="by" value="x"/></float><float key="cost" value="2"/><int key="n" value="3"/>
      </values></list><container key="k"><string key="in" value="y"/></container>`);
    expect(events[0]!.values).toEqual({
      ...{ 'concept:name': 'a', 'l.of': 'list', 'l.cost': 1, 'l.cost.by': 'x', 'l.cost.2': 2, 'l.n': 3, 'k.in': 'y' },
    });
  });

  test('entries of one key beyond the 32nd are left out, and said', () => {
    const entry = '<int key="n" value="1"/>';
    const found = event(`<list key="l"><values>${entry.repeat(40)}</values></list>`);
    expect(Object.keys(found.events[0]!.values)).toHaveLength(1 + 32);
    expect(codes(found)).toEqual([['longLists', 8, 1]]);
  });

  test('of a key that stands twice in one event the later value counts', () => {
    const { events, rows } = event('<string key="s" value="1"/><string key="s" value="2"/>');
    expect(events[0]!.values).toEqual({ 'concept:name': 'a', s: '2' });
    expect(rows.events.overwritten).toBe(1);
  });
});

describe('the header', () => {
  test('attributes, extensions, globals by scope with defaults, classifiers with quoted keys', () => {
    const { header } = collectXes([
      utf8(`<log xes.version="1849.2023" xes.features="nested-attributes">
      <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
      <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
      <global scope="event"><string key="concept:name" value="UNKNOWN"/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
      <classifier name="Activity" keys="concept:name lifecycle:transition"/>
      <classifier name="Odd one" scope="trace" keys="'my key' &quot;other key&quot;  plain"/>
      <string key="source" value="test"><int key="year" value="2024"/></string></log>`),
    ]);
    expect(header).toEqual({
      version: '1849.2023',
      features: 'nested-attributes',
      attributes: [
        { key: 'source', type: 'string', value: 'test', children: [{ key: 'year', type: 'int', value: '2024' }] },
      ],
      extensions: [{ name: 'Concept', prefix: 'concept', uri: 'http://www.xes-standard.org/concept.xesext' }],
      globals: [
        { scope: 'trace', attributes: [{ key: 'concept:name', type: 'string', value: 'UNKNOWN' }] },
        {
          scope: 'event',
          attributes: [
            { key: 'concept:name', type: 'string', value: 'UNKNOWN' },
            { key: 'time:timestamp', type: 'date', value: '1970-01-01T00:00:00Z' },
          ],
        },
      ],
      classifiers: [
        { name: 'Activity', scope: 'event', keys: ['concept:name', 'lifecycle:transition'] },
        { name: 'Odd one', scope: 'trace', keys: ['my key', 'other key', 'plain'] },
      ],
    });
  });

  test('a prefix on every element is the same log; elements of other namespaces are skipped', () => {
    const { events, rows } = collectXes([
      utf8(`<x:log xmlns:x="http://www.xes-standard.org/" xmlns:y="urn:y"><x:trace><x:event>
        <x:string key="concept:name" value="a"/><y:string key="no" value="1"/><string key="no" value="2"/>
        <x:string xmlns:x="urn:z" key="no" value="3"/></x:event></x:trace></x:log>`),
    ]);
    expect(events).toEqual([{ trace: 1, values: { 'concept:name': 'a' } }]);
    expect(rows.findings.list()[0]).toMatchObject({ code: 'unknownElements', count: 3 });
  });
});

describe('what is not right', () => {
  test('a wrong value puts its event into quarantine, with line, attribute, value and reason', () => {
    const found = read(`<trace>
      <event>${NAME}<int key="n" value="12"/></event>
      <event>${NAME}
        <int key="n" value="twelve"/></event>
      <event>${NAME}<date key="time:timestamp" value="2024-02-30T00:00:00Z"/></event>
      <event>${NAME}<boolean key="b" value="maybe"/></event>
      <event>${NAME}<float key="f" value="1,5"/></event>
    </trace>`);
    expect(found.rejected).toEqual([
      { line: 4, column: 'n', value: 'twelve', reason: 'the value is not an integer' },
      { line: 5, column: 'time:timestamp', value: '2024-02-30T00:00:00Z', reason: 'the value is not a date and time' },
      { line: 6, column: 'b', value: 'maybe', reason: 'the value is not a boolean' },
      { line: 7, column: 'f', value: '1,5', reason: 'the value is not a number' },
    ]);
    expect(found.events.map((e) => e.values)).toEqual([{ 'concept:name': 'a', n: 12 }]);
    expect([found.rows.read, found.rows.accepted, found.rows.rejected]).toEqual([5, 1, 4]);
  });

  test('events without concept:name, or outside a trace, are rejected', () => {
    const found = read(
      `<trace><event>${NAME}</event>\n<event><int key="n" value="1"/></event></trace>\n<event>${NAME}</event>`,
    );
    expect(found.rejected.map(({ line, column }) => [line, column])).toEqual([
      [2, 'concept:name'],
      [3, null],
    ]);
    expect(found.events).toHaveLength(1);
  });

  test('traces without events, or of which every event is rejected, are left out and counted', () => {
    const found = read(
      `<trace>${NAME}</trace>\n<trace/>\n<trace><event/></trace><trace><event>${NAME}</event></trace>`,
    );
    expect(codes(found)).toEqual([
      ['emptyTraces', 2, 1],
      ['rejectedTraces', 1, 3],
      ['unnamedTraces', 1, 3],
    ]);
    expect(found.traces).toEqual([{ trace: 4, values: {} }]);
  });

  test('a wrong value of a trace is left out, and said', () => {
    const found = read(`<trace>${NAME}<int key="n" value="x"/><event>${NAME}</event></trace>`);
    expect(found.traces).toEqual([{ trace: 1, values: { 'concept:name': 'a' } }]);
    expect(codes(found)).toEqual([['wrongCaseValues', 1, 1]]);
  });

  test('attributes without key or value are left out, and said', () => {
    const found = event('<float value="3.052"/><string key="x"/><string key="" value="1"/>');
    expect(found.events[0]!.values).toEqual({ 'concept:name': 'a' });
    expect(codes(found)).toEqual([['incompleteAttributes', 3, 1]]);
  });
});

describe('time zones', () => {
  const time = (text: string) => `<date key="time:timestamp" value="${text}"/>`;

  test('a written offset is applied and kept', () => {
    const { events } = event(time('2024-07-01T12:00:00.250+02:00'));
    expect(events[0]!.values['time:timestamp']).toBe(Date.UTC(2024, 6, 1, 10, 0, 0, 250));
    expect(events[0]!.offsetMinutes).toBe(120);
  });

  test('a time without a zone is a question', () => {
    expect(() => event(time('2024-07-01T12:00:00'))).toThrow(
      /"2024-07-01T12:00:00" of "time:timestamp" \(line 1\).*--time-zone/,
    );
  });

  test('and is read in the zone that answers it, summer and winter', () => {
    const zone = zoneOffsets('Europe/Berlin');
    // Berlin is two hours ahead of UTC in July, one in January.
    expect(event(time('2024-07-01T12:00:00'), { zone }).events[0]!.values['time:timestamp']).toBe(
      Date.UTC(2024, 6, 1, 10),
    );
    expect(event(time('2024-01-01T12:00:00'), { zone }).events[0]!.values['time:timestamp']).toBe(
      Date.UTC(2024, 0, 1, 11),
    );
  });

  test('a timestamp written as a string is a time when its zone is known, and text otherwise', () => {
    const text = '<string key="time:timestamp" value="2024/07/01 12:00:00"/>';
    expect(event(text, { zone: zoneOffsets('UTC') }).events[0]!.values['time:timestamp']).toBe(
      Date.UTC(2024, 6, 1, 12),
    );
    const unknown = event(text);
    expect(unknown.events[0]!.values['time:timestamp']).toBe('2024/07/01 12:00:00');
    expect(codes(unknown)).toEqual([['timeIsText', 1, 1]]);
  });
});
