import { describe, expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog, seededNumbers } from '../log/random-log.ts';
import { type Pattern, type PatternElement, readPattern } from '../predicates/pattern-text.ts';
import { keptBy } from '../views/inline.ts';
import pattern from './pattern.ts';

/** 2,000 patterns by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const HOUR = 3_600_000;

/** Whether a trace of letters, an hour apart, shows the pattern. */
async function shows(trace: string, text: string, hours: readonly number[] = [...trace].map((_, i) => i)) {
  const events = [...trace].map((activity, i) => ({ case: '1', activity, time: hours[i]! * HOUR }));
  // So that every letter is known.
  const others = [...'abcde'].map((activity) => ({ case: '2', activity, time: Number.NaN }));
  const { cases } = await keptBy(memoryLog([...events, ...others]), pattern, { pattern: text });
  return cases.includes('1');
}

test('what each sign means', async () => {
  for (const [text, yes, no] of [
    ['a', ['a', 'ba'], ['b']],
    ['a -> b', ['ab', 'cabc'], ['acb', 'ba']],
    ['a ~> b', ['ab', 'acb'], ['ba', 'a']],
    ['a ~> a', ['aa', 'aba'], ['a', 'ab']],
    ['a -> * -> b', ['acb', 'aab'], ['ab']],
    ['(a|b) -> c', ['ac', 'bc'], ['abd', 'dc']],
    ['a -> b? -> c', ['abc', 'ac'], ['adc', 'abbc']],
    ['a ~> b? -> c', ['adbc', 'ac', 'adc'], ['ca', 'ab']],
    ['a -> b+ -> c', ['abc', 'abbbc'], ['ac', 'abdc']],
    ['^a', ['ab'], ['ba']],
    ['a$', ['ba', 'a'], ['ab']],
    ['^a -> b$', ['ab'], ['abc', 'cab', 'aab']],
    ['^a ~> b$', ['ab', 'acb', 'abb'], ['abc', 'cab']],
    ['a -> !b', ['a', 'ac', 'aba'], ['ab', 'cab']],
    ['a ~> !b', ['a', 'ac', 'ba', 'aba'], ['ab', 'acb']],
    ['a ~> !b ~> c', ['ac', 'adc', 'abac'], ['abc', 'adbc']],
    ['a -> !b -> c', ['adc', 'aac'], ['ac', 'abc']],
    ['!a ~> b', ['b', 'cb', 'ba'], ['ab', 'cab']],
    ['!a -> b', ['b', 'cb', 'abb'], ['ab']],
    ['!(a|b) ~> c', ['dc', 'c'], ['ac', 'bdc']],
    ['a? -> b', ['b', 'ab', 'cb'], ['a']],
  ] as const) {
    for (const trace of yes) expect([text, trace, await shows(trace, text)]).toEqual([text, trace, true]);
    for (const trace of no) expect([text, trace, await shows(trace, text)]).toEqual([text, trace, false]);
  }
});

test('times between: bounds included; unknown times are in none; events out of the order of time', async () => {
  expect(await shows('ab', 'a ->[<=2h] b', [0, 2])).toBe(true);
  expect(await shows('ab', 'a ->[<=119min] b', [0, 2])).toBe(false);
  expect(await shows('ab', 'a ->[>=2h] b', [0, 2])).toBe(true);
  expect(await shows('ab', 'a ->[1h..1d] b', [0, 25])).toBe(false);
  // Not the first, but the second a is near enough; not the last, but the first far enough.
  expect(await shows('aab', 'a ~>[<=1h] b', [0, 5, 6])).toBe(true);
  expect(await shows('aab', 'a ~>[>=6h] b', [0, 5, 6])).toBe(true);
  expect(await shows('aab', 'a ~>[2h..5h] b', [0, 5, 6])).toBe(false);
  expect(await shows('acab', 'a ~> !c ~>[>=6h] b', [0, 4, 5, 6])).toBe(false);
  expect(await shows('acb', 'a -> !d ->[<=1h] b', [0, 0.5, 1])).toBe(true);
  expect(await shows('ab', 'a -> b', [0, Number.NaN])).toBe(true);
  expect(await shows('ab', 'a ~>[>=0s] b', [0, Number.NaN])).toBe(false);
});

test('names with signs and blanks', async () => {
  const names = ["it's a+b", 'Send for credit', 'T02 Check-up', ''];
  const memory = memoryLog(names.map((activity, i) => ({ case: '1', activity, time: i })));
  const kept = async (text: string) => (await keptBy(memory, pattern, { pattern: text })).cases;
  expect(await kept("'it''s a+b' -> Send for credit -> T02 Check-up")).toEqual(['1']);
  expect(await kept("^ 'it''s a+b' ~> '' $")).toEqual(['1']);
});

test('what cannot be read says where and why', async () => {
  for (const [text, why] of [
    ['a b ->', 'expected the name of an activity'],
    ['-> a', 'at the beginning'],
    ['a -> (b', 'expected | or )'],
    ["a -> 'b", 'a quote that is never closed'],
    ['a ~>[<2d] b', 'a time is written [<=2d]'],
    ['a ~>[<=2y] b', '"2y" is no time'],
    ['a ~>[3h..1h] b', 'longer than the longest'],
    ['!a', 'must occur'],
    ['!*', 'can be nothing'],
    ['a -> !b+', 'neither'],
    ['pay -> !check -> !pay', 'side by side'],
    ['pay -> !check ~> pay', 'between two'],
    ['^ !pay -> check', 'one place'],
    ['pay ->[<=1h] !check', 'not there'],
    ['chekc', 'Did you mean "check"?'],
    [Array.from({ length: 60 }, () => 'check').join(' -> '), 'at most 50'],
  ] as const)
    await expect([text, keptBy(exampleLog(), pattern, { pattern: text })][1] as Promise<unknown>).rejects.toThrow(why);
});

describe('equal to the definition', () => {
  /** Every way to give events to the elements, one after the other. */
  function byDefinition(trace: readonly string[], times: readonly number[], { elements, fromStart, toEnd }: Pattern) {
    const isOf = ({ event }: PatternElement, e: number) =>
      e >= 0 && e < trace.length && (event.names.length === 0 || event.names.includes(trace[e]!));
    /** @param last the event of the element before, −1 before any; `loose` whether a connector to it was ~> */
    const from = (i: number, last: number, direct: boolean): boolean => {
      if (i === elements.length) return !toEnd || last === trace.length - 1;
      const element = elements[i]!;
      const isFirst = last < 0;
      const near = direct && (element.connector?.direct ?? true);
      if (element.event.negated) {
        const after = elements[i + 1];
        if (!after) {
          if (element.connector!.direct) return !isOf(element, last + 1);
          return !trace.some((_, e) => e > last && isOf(element, e));
        }
        const places = trace.map((_, e) => e).filter((e) => e > last && isOf(after, e));
        return places.some((e) => {
          if (i === 0) {
            if (after.connector!.direct ? isOf(element, e - 1) : trace.some((_, d) => d < e && isOf(element, d)))
              return false;
            return rest(i + 1, e);
          }
          if (element.connector!.direct && (e !== last + 2 || isOf(element, last + 1))) return false;
          if (!element.connector!.direct && trace.some((_, d) => d > last && d < e && isOf(element, d))) return false;
          return inTime(after, last, e) && rest(i + 1, e);
        });
      }
      if (element.optional && from(i + 1, last, near)) return true;
      return trace.some((_, e) => {
        if (e <= last || !isOf(element, e)) return false;
        if (isFirst ? fromStart && e !== 0 : near && e !== last + 1) return false;
        return (isFirst || inTime(element, last, e)) && rest(i, e);
      });
    };
    const rest = (i: number, e: number): boolean => {
      if (from(i + 1, e, true)) return true;
      return elements[i]!.repeated && isOf(elements[i]!, e + 1) && rest(i, e + 1);
    };
    const inTime = ({ connector }: PatternElement, d: number, e: number) => {
      if (!connector?.time) return true;
      const between = times[e]! - times[d]!;
      return between >= connector.time.min && between <= connector.time.max;
    };
    return from(0, -1, true);
  }

  /** A pattern that may be read; optional elements stand alone, as the definition above counts connectors from the last event. */
  function randomPattern(random: () => number, names: readonly string[]): string {
    const below = (n: number) => Math.floor(random() * n);
    const name = () => `'${names[below(names.length)]!.replaceAll("'", "''")}'`;
    const atom = () => [name(), name(), '*', `(${name()}|${name()})`][below(4)]!;
    const time = () => ['', '', '[<=2h]', '[>=1h]', '[1h..3h]'][below(5)]!;
    const connector = () => (random() < 0.5 ? ' -> ' : ' ~> ');
    const timed = () => connector().trimEnd() + time();
    let text = random() < 0.15 ? '^' : '';
    const begins = text === '' && random() < 0.15;
    if (begins) text += `!${name()}${connector()}`;
    text += atom() + (random() < 0.2 ? '+' : '');
    for (let left = below(4); left > 0; left--) {
      const kind = random();
      if (kind < 0.2) {
        const sign = connector();
        text += `${sign}!${name()}${sign.trimEnd()}${time()} ${atom()}`;
      } else text += `${timed()} ${atom()}${kind < 0.4 ? '+' : ''}`;
    }
    if (random() < 0.15) return `${text}${connector()}!${name()}`;
    if (random() < 0.15) return `${text}${connector()}${name()}? -> ${atom()}`;
    return random() < 0.15 ? `${text}$` : text;
  }

  test('on random traces', async () => {
    for (let seed = 1; seed <= numRuns; seed++) {
      const memory = randomLog(seed, { segmentEvents: 25, cases: 15 });
      const names = memory.log.activityNames.slice(1);
      const text = randomPattern(seededNumbers(seed), names);
      const wanted: string[] = [];
      for (const segment of memory.segments)
        for (let c = 0; c < segment.cases; c++) {
          const [begin, end] = [segment.offsets[c]!, segment.offsets[c + 1]!];
          const trace = Array.from(
            segment.codes('activity').subarray(begin, end),
            (code) => memory.log.activityNames[code]!,
          );
          const times = Array.from(segment.numbers('time').subarray(begin, end));
          if (byDefinition(trace, times, readPattern(text))) wanted.push(segment.caseId(c));
        }
      const { cases } = await keptBy(memory, pattern, { pattern: text });
      expect([seed, text, cases.sort()]).toEqual([seed, text, wanted.sort()]);
      const { cases: others } = await keptBy(memory, pattern, { pattern: text, mode: 'none' });
      expect(cases.length + others.length).toBe(memory.log.cases);
    }
  });
});
