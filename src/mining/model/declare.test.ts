import { describe, expect, test } from 'bun:test';
import { FORMS, impliedBy, impliedTogether } from '../discovery/declare/implications.ts';
import { TracePairs } from '../discovery/trace-pairs.ts';
import { seededNumbers } from '../log/random-log.ts';
import { activationsOf, BINARY, constraintText, isMet, type PairCounts, TEMPLATES, UNARY } from './declare.ts';
import { activationsByEvents } from './declare-by-events.ts';

/**
 * The language of each template over the activities a, b and c (anything else), as regular expressions: those of Di
 * Ciccio and Mecella (2015), who give them for the LTLf formulas of Pesic and others (2007), with [^a] for any other.
 */
const EXPRESSIONS: Record<string, RegExp> = {
  init: /^a.*$/,
  end: /^.*a$/,
  existence: /^[^a]*(a[^a]*)+$/,
  existence2: /^[^a]*(a[^a]*){2,}$/,
  existence3: /^[^a]*(a[^a]*){3,}$/,
  absence: /^[^a]*$/,
  absence2: /^[^a]*(a)?[^a]*$/,
  absence3: /^[^a]*(a[^a]*){0,2}$/,
  exactly: /^[^a]*a[^a]*$/,
  exactly2: /^[^a]*(a[^a]*){2}$/,
  exactly3: /^[^a]*(a[^a]*){3}$/,
  choice: /^.*[ab].*$/,
  'exclusive-choice': /^([^b]*a[^b]*|[^a]*b[^a]*)$/,
  'responded-existence': /^[^a]*((a.*b.*)|(b.*a.*))*[^a]*$/,
  'co-existence': /^[^ab]*((a.*b.*)|(b.*a.*))*[^ab]*$/,
  response: /^[^a]*(a.*b)*[^a]*$/,
  precedence: /^[^b]*(a.*b)*[^b]*$/,
  succession: /^[^ab]*(a.*b)*[^ab]*$/,
  'alternate-response': /^[^a]*(a[^a]*b[^a]*)*[^a]*$/,
  'alternate-precedence': /^[^b]*(a[^b]*b[^b]*)*[^b]*$/,
  'alternate-succession': /^[^ab]*(a[^ab]*b[^ab]*)*[^ab]*$/,
  'chain-response': /^[^a]*(ab[^a]*)*[^a]*$/,
  'chain-precedence': /^[^b]*(ab[^b]*)*[^b]*$/,
  'chain-succession': /^[^ab]*(ab[^ab]*)*[^ab]*$/,
  'not-responded-existence': /^([^a]*|[^b]*)$/,
  'not-co-existence': /^([^a]*|[^b]*)$/,
  'not-response': /^[^a]*(a[^b]*)*[^ab]*$/,
  'not-precedence': /^[^a]*(a[^b]*)*[^ab]*$/,
  'not-succession': /^[^a]*(a[^b]*)*[^ab]*$/,
  'not-chain-response': /^[^a]*(a+[^ab][^a]*)*([^a]*|a*)$/,
  'not-chain-precedence': /^[^a]*(a+[^ab][^a]*)*([^a]*|a*)$/,
  'not-chain-succession': /^[^a]*(a+[^ab][^a]*)*([^a]*|a*)$/,
};

/** LTL over finite traces at place i of a trace; past operators where the literature has them (S: since). */
type Formula = (trace: string, i: number) => boolean;
const is =
  (x: string): Formula =>
  (t, i) =>
    t[i] === x;
const not =
  (f: Formula): Formula =>
  (t, i) =>
    !f(t, i);
const and =
  (...fs: Formula[]): Formula =>
  (t, i) =>
    fs.every((f) => f(t, i));
const or =
  (...fs: Formula[]): Formula =>
  (t, i) =>
    fs.some((f) => f(t, i));
const implies = (f: Formula, g: Formula) => or(not(f), g);
const next =
  (f: Formula): Formula =>
  (t, i) =>
    i + 1 < t.length && f(t, i + 1);
const until =
  (f: Formula, g: Formula): Formula =>
  (t, i) => {
    for (let j = i; j < t.length; j++) {
      if (g(t, j)) return true;
      if (!f(t, j)) return false;
    }
    return false;
  };
const sometime = (f: Formula) => until(() => true, f);
const always = (f: Formula) => not(sometime(not(f)));
const unless = (f: Formula, g: Formula) => or(until(f, g), always(f));
const [a, b] = [is('a'), is('b')];
const weakNext = (f: Formula) => not(next(not(f)));

/** The formulas of Pesic, Schonenberg and van der Aalst (2007), table of templates; end and choice of Maggi (2012). */
const FORMULAS: Record<string, Formula> = {
  init: a,
  end: sometime(and(a, not(next(() => true)))),
  existence: sometime(a),
  existence2: sometime(and(a, next(sometime(a)))),
  existence3: sometime(and(a, next(sometime(and(a, next(sometime(a))))))),
  absence: not(sometime(a)),
  absence2: not(sometime(and(a, next(sometime(a))))),
  absence3: not(sometime(and(a, next(sometime(and(a, next(sometime(a)))))))),
  exactly: and(sometime(a), not(sometime(and(a, next(sometime(a)))))),
  exactly2: and(sometime(and(a, next(sometime(a)))), not(sometime(and(a, next(sometime(and(a, next(sometime(a))))))))),
  choice: or(sometime(a), sometime(b)),
  'exclusive-choice': and(or(sometime(a), sometime(b)), not(and(sometime(a), sometime(b)))),
  'responded-existence': implies(sometime(a), sometime(b)),
  'co-existence': and(implies(sometime(a), sometime(b)), implies(sometime(b), sometime(a))),
  response: always(implies(a, sometime(b))),
  precedence: unless(not(b), a),
  succession: and(always(implies(a, sometime(b))), unless(not(b), a)),
  'alternate-response': always(implies(a, next(until(not(a), b)))),
  'alternate-precedence': and(unless(not(b), a), always(implies(b, weakNext(unless(not(b), a))))),
  'chain-response': always(implies(a, next(b))),
  'chain-precedence': and(always(implies(next(b), a)), not(b)),
  'not-co-existence': not(and(sometime(a), sometime(b))),
  'not-succession': always(implies(a, not(sometime(b)))),
  'not-chain-succession': always(implies(a, not(next(b)))),
};

/** All traces of up to six events. */
const TRACES = [''];
for (const trace of TRACES) if (trace.length < 6) TRACES.push(...['a', 'b', 'c'].map((x) => trace + x));

const pairs = new TracePairs(3);
function read(trace: string): void {
  const codes = Uint16Array.from(trace, (x) => 'abc'.indexOf(x));
  // Numbers of activities: c is not looked at.
  pairs.read(codes, 0, codes.length, Int32Array.of(0, 1, -1));
}

const FORM = TEMPLATES.flatMap((template) =>
  (template.kind === 'unary' && template.numbered ? [1, 2, 3] : [1]).map((n) => ({
    template,
    n,
    name: n === 1 ? template.id : `${template.id}${n}`,
    met: () => (template.kind === 'unary' ? template.holds(pairs.own(0), n) : isMet(template, pairs.between(0, 1))),
  })),
);

test('there are all traces', () => expect(TRACES.length).toBe(1 + 3 + 9 + 27 + 81 + 243 + 729));

describe('what each template allows', () => {
  for (const { name, met } of FORM)
    test(name, () => {
      const allowed = TRACES.filter((trace) => {
        read(trace);
        return met();
      });
      expect(allowed).toEqual(TRACES.filter((trace) => EXPRESSIONS[name]!.test(trace)));
      const formula = FORMULAS[name];
      // Formulas speak of places: of the empty trace only the expressions do.
      const some = (traces: string[]) => traces.filter((trace) => trace !== '');
      if (formula) expect(some(allowed)).toEqual(some(TRACES).filter((trace) => formula(trace, 0)));
    });
});

test('activations and fulfilled activations, event by event', () => {
  for (const trace of TRACES) {
    read(trace);
    const counts = pairs.between(0, 1);
    for (const template of BINARY) {
      if (template.activatedBy === 'case') continue;
      const found = { activations: activationsOf(template, counts), fulfilled: template.fulfilled(counts) };
      expect([trace, template.id, found]).toEqual([
        trace,
        template.id,
        activationsByEvents(template.id, [...trace], 'a', 'b'),
      ]);
    }
  }
});

test('of traces that show both, or the same one alone, counts may be added up before asking', () => {
  const alike: ((pair: PairCounts) => boolean)[] = [
    ({ a, b }) => a > 0 && b > 0,
    ({ a, b }) => a > 0 && b === 0,
    ({ a, b }) => a === 0 && b > 0,
  ];
  const counted = TRACES.map((trace) => {
    read(trace);
    return pairs.between(0, 1);
  });
  for (const kind of alike) {
    const some = counted.filter(kind);
    const sum = some.reduce(
      (x, y) =>
        Object.fromEntries(Object.entries(x).map(([key, value]) => [key, value + y[key as keyof PairCounts]])) as never,
    );
    for (const template of BINARY.filter(({ activatedBy }) => activatedBy !== 'case'))
      expect([template.id, template.fulfilled(sum)]).toEqual([
        template.id,
        some.reduce((total, pair) => total + template.fulfilled(pair), 0),
      ]);
  }
});

describe('what implies what', () => {
  const names = FORMS.map((form) =>
    form.kind === 'unary'
      ? `${form.template.id}${form.n} ${form.of}`
      : `${form.template.id} ${form.from === 'A' ? 'A B' : 'B A'}`,
  );
  const stronger = (name: string) => impliedBy()[names.indexOf(name)]!.map((i) => names[i]!);

  test('the hierarchy of the papers', () => {
    // Maggi, Bose, van der Aalst 2013, figure of the hierarchy; each line says what the first is implied by, among others.
    for (const [weak, ...strong] of [
      ['responded-existence A B', 'response A B', 'co-existence A B'],
      ['response A B', 'alternate-response A B', 'succession A B'],
      ['alternate-response A B', 'chain-response A B', 'alternate-succession A B'],
      ['chain-response A B', 'chain-succession A B'],
      ['responded-existence B A', 'precedence A B', 'co-existence A B'],
      ['precedence A B', 'alternate-precedence A B', 'succession A B'],
      ['alternate-precedence A B', 'chain-precedence A B', 'alternate-succession A B'],
      ['chain-precedence A B', 'chain-succession A B'],
      ['co-existence A B', 'succession A B'],
      ['succession A B', 'alternate-succession A B'],
      ['alternate-succession A B', 'chain-succession A B'],
      ['not-succession A B', 'not-co-existence A B'],
      ['not-chain-succession A B', 'not-succession A B'],
      ['existence1 A', 'existence2 A', 'init1 A', 'end1 A', 'exactly1 A'],
      ['existence2 A', 'existence3 A'],
      ['absence2 A', 'absence1 A', 'exactly1 A'],
      ['absence3 A', 'absence2 A'],
      ['precedence A B', 'init1 A'],
      ['response A B', 'end1 B'],
      ['choice A B', 'exclusive-choice A B', 'existence1 B'],
    ])
      expect([weak, stronger(weak!)]).toEqual([weak, expect.arrayContaining(strong)]);
    expect(stronger('chain-succession A B')).toEqual([]);
    expect(stronger('init1 A')).toEqual([]);
  });

  test('nothing implies itself by others, so that one of them always stays', () => {
    const above = impliedBy();
    const reaches = (from: number, to: number, seen = new Set<number>()): boolean =>
      above[from]!.some((i) => i === to || (!seen.has(i) && reaches(i, to, seen.add(i))));
    expect(FORMS.map((_, i) => i).filter((i) => reaches(i, i))).toEqual([]);
  });

  test('what forms of single activities say together', () => {
    const said = (...forms: string[]) =>
      [...impliedTogether(forms.map((name) => names.indexOf(name)))].map((form) => names[form]!);
    expect(said()).toEqual([]);
    // Who always begins, and only once, is never behind another, and before all.
    expect(said('init1 A', 'exactly1 A')).toEqual([
      ...['choice A B', 'precedence A B', 'responded-existence B A', 'not-response B A', 'not-precedence B A'],
      ...['not-succession B A', 'not-chain-response B A', 'not-chain-precedence B A', 'not-chain-succession B A'],
    ]);
    expect(said('existence1 A', 'existence1 B')).toEqual([
      'choice A B',
      'responded-existence A B',
      'co-existence A B',
      'responded-existence B A',
    ]);
    expect(said('init1 A', 'end1 B')).toContain('succession A B');
  });

  test('longer traces tell nothing more apart', () => {
    expect(impliedBy(9)).toEqual(impliedBy());
    const own = FORMS.flatMap((form, i) => (form.kind === 'unary' ? [i] : []));
    const random = seededNumbers(2);
    for (let n = 0; n < 300; n++) {
      const some = own.filter(() => random() < 0.2);
      expect([some.map((i) => names[i]), impliedTogether(some, 9)]).toEqual([
        some.map((i) => names[i]),
        impliedTogether(some),
      ]);
    }
  });
});

test('names as in files', () => {
  const of = (id: string, n: number, ...activities: string[]) =>
    constraintText({ template: TEMPLATES.find((t) => t.id === id)!, n, activities });
  expect([of('existence', 1, 'a'), of('existence', 2, 'a'), of('exactly', 1, 'a'), of('absence', 1, 'a')]).toEqual([
    ...['Existence[a]', 'Existence2[a]', 'Exactly1[a]', 'Absence[a]'],
  ]);
  expect(of('not-chain-succession', 1, 'a', 'b')).toBe('Not Chain Succession[a, b]');
  expect(new Set(TEMPLATES.map(({ id }) => id)).size).toBe(UNARY.length + BINARY.length);
});
