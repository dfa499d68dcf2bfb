import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { constraintText, type DeclareConstraint, type DeclareModel, TEMPLATES } from '../model/declare.ts';
import { readDecl, writeDecl } from './decl.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);

/** The shapes of the files that RuM and Declare4Py write, put together by hand. */
const FILE = `activity ER Triage
bind ER Triage: org:group, Age
activity ER Registration
activity Release A
org:group: A, B, ?
Age, Weight: integer between 20 and 90
CRP: float between 5.0 and 573.0

# What comes first
Init[ER Registration] | |
Existence2[Release A] | |
Chain Response[ER Registration, ER Triage] |(A.Age >= 45) AND (A.org:group is A) |T.org:group is C |52,2154,s
Not Chain Precedence[ER Triage, Release A] | | |
co-existence[ER Triage,Release A]
Exclusive Choice [ER Triage, Release A] |
Exactly1[ER Triage] |A.Age > 3 |0,5,h
`;

test('a file with everything', () => {
  const { model, notes } = readDecl(FILE);
  expect(notes).toEqual([]);
  expect(model.activities).toEqual(['ER Triage', 'ER Registration', 'Release A']);
  expect(model.data).toEqual([
    ...['bind ER Triage: org:group, Age', 'org:group: A, B, ?'],
    ...['Age, Weight: integer between 20 and 90', 'CRP: float between 5.0 and 573.0'],
  ]);
  expect(model.constraints.map((c) => [constraintText(c), c.template.id, c.n, c.conditions])).toEqual([
    ['Init[ER Registration]', 'init', 1, undefined],
    ['Existence2[Release A]', 'existence', 2, undefined],
    [
      ...['Chain Response[ER Registration, ER Triage]', 'chain-response', 1],
      ['(A.Age >= 45) AND (A.org:group is A)', 'T.org:group is C', '52,2154,s'],
    ],
    ['Not Chain Precedence[ER Triage, Release A]', 'not-chain-precedence', 1, undefined],
    ['Co-Existence[ER Triage, Release A]', 'co-existence', 1, undefined],
    ['Exclusive Choice[ER Triage, Release A]', 'exclusive-choice', 1, undefined],
    ['Exactly1[ER Triage]', 'exactly', 1, ['A.Age > 3', '0,5,h']],
  ]);
  expect(writeDecl(model).split('\n').slice(-8)).toEqual([
    'Init[ER Registration] | |',
    'Existence2[Release A] | |',
    'Chain Response[ER Registration, ER Triage] |(A.Age >= 45) AND (A.org:group is A) |T.org:group is C |52,2154,s',
    'Not Chain Precedence[ER Triage, Release A] | | |',
    'Co-Existence[ER Triage, Release A] | | |',
    'Exclusive Choice[ER Triage, Release A] | | |',
    'Exactly1[ER Triage] |A.Age > 3 |0,5,h',
    '',
  ]);
});

test('names with signs of the format, when they are declared; undeclared ones are taken and said', () => {
  const names = ['a, b', 'c]', 'x | y', '[d]', 'e]|f', 'prüfen 💶', '', '# g', 'activity'];
  const declared = names.map((name) => `activity ${name}`).join('\n');
  for (const a of names)
    for (const b of names) {
      const { model, notes } = readDecl(`${declared}\nResponse[${a}, ${b}] | | |\nExistence[${a}]`);
      expect(model.constraints.map(({ activities }) => activities)).toEqual([[a, b], [a]]);
      expect(notes).toEqual([]);
    }
  const { model, notes } = readDecl('Response[a, b] | | |\r\nResponse[a, b]\r\n');
  expect([model.activities, model.constraints.length]).toEqual([['a', 'b'], 1]);
  expect(notes).toEqual([
    'Line 2 says again what stands above: Response[a, b] | | |',
    'Not declared by a line "activity …", and taken as they are: a, b.',
  ]);
});

test('export ∘ import = identity', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'B', 'ü', '💶', ' ', ',', ']', '[', '|', ':', '#', '1'), maxLength: 6 })
    .map((text) => text.trim());
  const condition = fc.constantFrom('', 'A.x > 5', 'T.y is z', 'same org:group', '0,5,h');
  const model = fc.uniqueArray(name, { minLength: 2, maxLength: 6 }).chain((activities) => {
    const constraint = fc
      .record({
        template: fc.constantFrom(...TEMPLATES),
        n: fc.integer({ min: 1, max: 12 }),
        places: fc.tuple(fc.nat({ max: activities.length - 1 }), fc.nat({ max: activities.length - 1 })),
        conditions: fc.array(condition, { maxLength: 3 }),
      })
      .map(({ template, n, places, conditions }): DeclareConstraint => {
        const of = places.slice(0, template.kind === 'unary' ? 1 : 2).map((at) => activities[at]!);
        while (conditions.at(-1) === '') conditions.pop();
        const numbered = template.kind === 'unary' && template.numbered;
        return { template, n: numbered ? n : 1, activities: of, ...(conditions.length > 0 ? { conditions } : {}) };
      });
    return fc.record({
      activities: fc.constant(activities),
      data: fc.subarray(['bind a: x, y', 'x: integer between 1 and 5', 'y: p, q[1]']),
      constraints: fc.uniqueArray(constraint, { selector: (c) => JSON.stringify([constraintText(c), c.conditions]) }),
    });
  });
  fc.assert(
    fc.property(model, (given: DeclareModel) => {
      // Two names may be read from one text in two ways; then the constraint is written the same again.
      const again = readDecl(writeDecl(given)).model;
      expect([again.activities, again.data]).toEqual([[...given.activities], [...given.data]]);
      expect(writeDecl(again)).toBe(writeDecl(given));
      const plain = given.activities.every((activity) => !/[,\]|]/.test(activity));
      if (plain) expect(again.constraints).toEqual([...given.constraints]);
    }),
    { seed: 3, numRuns },
  );
});

test('line breaks in names become spaces', () => {
  const template = TEMPLATES[0]!;
  const text = writeDecl({ activities: ['a\nb'], constraints: [{ template, n: 1, activities: ['a\nb'] }], data: [] });
  expect(readDecl(text).model.constraints[0]!.activities).toEqual(['a b']);
});

describe('broken and hostile files are refused by line, quickly', () => {
  const cases: [string, string, RegExp][] = [
    ['unknown template', 'activity a\nRespons[a, a]', /Line 2 .* "Respons".*Did you mean "Response"/],
    ['number where none belongs', 'Response2[a, b]', /Line 1 .* "Response2"/],
    ['number 0', 'Absence0[a]', /"Absence0"/],
    ['one activity for two', '\nResponse[a]', /Line 2 .* two activities/],
    ['no closing bracket', 'Existence[a', /one activity in brackets/],
    ['text behind the bracket', 'Existence[a] b', /one activity in brackets/],
    ['no line of the format', 'activity a\n\nhello', /Line 3 .* none of its lines/],
    ['a long line', `Existence[${'a'.repeat(20_001)}]`, /Line 1 .* 20,000 characters/],
    ['very many commas and brackets', `Response[${',]'.repeat(9_000)}x`, /two activities/],
    ['very many spaces', `a${' '.repeat(19_000)}[`, /"a"/],
    ['very many digits', `${'1'.repeat(19_000)}[a]`, /template/],
    ['activities', Array.from({ length: 20_001 }, (_, i) => `activity ${i}`).join('\n'), /20,000 activities/],
    ['constraints', Array.from({ length: 50_001 }, (_, i) => `Existence${i + 1}[a]`).join('\n'), /50,000 constraints/],
    ['characters', 'a'.repeat(20_000_001), /20,000,000 characters/],
  ];
  for (const [name, text, message] of cases) test(name, () => expect(() => readDecl(text)).toThrow(message));

  test('nothing but what is thrown on purpose, whatever the text', () =>
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'ab[],|:#\n 12', 'activity ', 'Response[', 'bind ', '💶'),
          maxLength: 60,
        }),
        (text) => {
          try {
            const { model } = readDecl(text);
            expect(readDecl(writeDecl(model)).model.constraints.length).toBe(model.constraints.length);
          } catch (error) {
            expect((error as { fault?: string }).fault).toMatch(/invalid|too_large/);
          }
        },
      ),
      { seed: 4, numRuns },
    ));
});
