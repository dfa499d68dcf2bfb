/** Small groups leave a result by the marks in its schema, wherever they stand. */
import { describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CaseSupport, Nullable, type Step, type TSchema, Type, Value } from '#sdk';
import { suppressSmallGroups } from '../../src/engine/run/suppress.ts';
import { seededNumbers } from '../../src/mining/log/random-log.ts';
import { build, ORDERS, temporaryFolder } from './example-versions.ts';
import { testEngine } from './test-engine.ts';

const Group = Type.Object({ name: Type.String(), cases: CaseSupport() });
const group = (name: string, cases: number) => ({ name, cases });

function suppressed(schema: TSchema, value: unknown, k = 5): unknown[] {
  expect(Value.Check(schema, value)).toBe(true);
  const before = structuredClone(value);
  const { result, suppressed: count } = suppressSmallGroups(schema, value, k);
  expect(value).toEqual(before);
  return [result, count];
}

describe('a group below k', () => {
  test('leaves its list; none and k itself may stay', () => {
    const schema = Type.Object({ items: Type.Array(Group) });
    const items = [group('a', 0), group('b', 1), group('c', 4), group('d', 5), group('e', 50)];
    expect(suppressed(schema, { items })).toEqual([{ items: [items[0], items[3], items[4]] }, 2]);
  });

  test('becomes null where it has a place of its own', () => {
    const schema = Type.Object({ total: Group, best: Nullable(Group), none: Nullable(Group) });
    const value = { total: group('a', 9), best: group('b', 2), none: null };
    expect(suppressed(schema, value)).toEqual([{ total: group('a', 9), best: null, none: null }, 1]);
  });

  test('takes what is inside it along, once', () => {
    const schema = Type.Object({
      rows: Type.Array(Type.Object({ cases: CaseSupport(), parts: Type.Array(Group), of: Group })),
    });
    const rows = [
      { cases: 3, parts: [group('a', 1), group('b', 2)], of: group('c', 3) },
      { cases: 30, parts: [group('a', 1), group('b', 29)], of: group('c', 1) },
    ];
    expect(suppressed(schema, { rows })).toEqual([{ rows: [{ cases: 30, parts: [group('b', 29)], of: null }] }, 3]);
  });

  test('is found by the branch of a union that fits', () => {
    const A = Type.Object({ kind: Type.Literal('a'), size: Type.Integer() });
    const B = Type.Object({ kind: Type.Literal('b'), size: CaseSupport() });
    const schema = Type.Object({ items: Type.Array(Type.Union([A, B, Type.Null(), Type.Array(Group)])) });
    const items = [
      { kind: 'a', size: 1 },
      { kind: 'b', size: 1 },
      null,
      [group('x', 1), group('y', 7)],
      { kind: 'b', size: 8 },
    ];
    expect(suppressed(schema, { items })).toEqual([{ items: [items[0], null, [group('y', 7)], items[4]] }, 2]);
  });

  test('is found through a mark that may be null, an intersection, a record, a tuple and a recursion', () => {
    const Loose = Type.Object({ cases: Nullable(CaseSupport()) });
    const Both = Type.Intersect([Type.Object({ a: Type.Number() }), Type.Object({ cases: CaseSupport() })]);
    const Tree = Type.Recursive((Self) => Type.Object({ cases: CaseSupport(), children: Type.Array(Self) }));
    const schema = Type.Object({
      loose: Type.Array(Loose),
      both: Type.Array(Both),
      byName: Type.Record(Type.String(), Group),
      counts: Type.Record(Type.String(), CaseSupport()),
      further: Type.Object({ plain: Type.Number() }, { additionalProperties: Group }),
      pair: Type.Tuple([Type.Number(), Nullable(Group)]),
      tree: Tree,
    });
    const value = {
      loose: [{ cases: 2 }, { cases: null }],
      both: [
        { a: 1, cases: 2 },
        { a: 2, cases: 9 },
      ],
      byName: { x: group('x', 3), y: group('y', 6) },
      counts: { few: 1, many: 10, none: 0 },
      further: { plain: 1, extra: group('e', 1) },
      pair: [1, group('p', 1)],
      tree: {
        cases: 9,
        children: [
          { cases: 8, children: [{ cases: 1, children: [] }] },
          { cases: 1, children: [] },
        ],
      },
    };
    expect(suppressed(schema, value)).toEqual([
      {
        loose: [{ cases: null }],
        both: [{ a: 2, cases: 9 }],
        byName: { y: group('y', 6) },
        counts: { many: 10, none: 0 },
        further: { plain: 1 },
        pair: [1, null],
        tree: { cases: 9, children: [{ cases: 8, children: [] }] },
      },
      8,
    ]);
  });

  test('can be the whole result', () => {
    expect(suppressed(Group, group('all', 4))).toEqual([null, 1]);
    expect(suppressed(Group, group('all', 5))).toEqual([group('all', 5), 0]);
    expect(suppressed(Group, group('all', 0))).toEqual([group('all', 0), 0]);
  });

  test('stays where k is 0 or 1', () => {
    const schema = Type.Array(Group);
    for (const k of [0, 1]) expect(suppressed(schema, [group('a', 1)], k)).toEqual([[group('a', 1)], 0]);
  });
});

/** A random schema; support fields, and they alone, have the name `support`. */
function randomSchema(dice: (n: number) => number, depth: number): TSchema {
  const kind = depth === 0 ? 0 : dice(6);
  const inner = () => randomSchema(dice, depth - 1);
  if (kind === 0) return [Type.Number(), Type.String(), Type.Null()][dice(3)]!;
  if (kind === 1) return Type.Array(inner());
  if (kind === 2) return Nullable(inner());
  if (kind === 3) return Type.Record(Type.String(), inner());
  const fields = Object.fromEntries(Array.from({ length: dice(3) }, (_, i) => [`f${i}`, inner()]));
  const support = dice(2) === 0 ? {} : { support: CaseSupport() };
  const object = (tag: string) => Type.Object({ tag: Type.Literal(tag), ...fields, ...support });
  return kind === 4 ? object('only') : Type.Union([Type.Object({ tag: Type.Literal('one') }), object('two')]);
}

function randomValue(schema: TSchema, dice: (n: number) => number): unknown {
  if (schema.anyOf) return randomValue(schema.anyOf[dice(schema.anyOf.length)], dice);
  if (schema.patternProperties) {
    const [inner] = Object.values(schema.patternProperties as Record<string, TSchema>);
    return Object.fromEntries(Array.from({ length: dice(3) }, (_, i) => [`r${i}`, randomValue(inner!, dice)]));
  }
  if (schema.const) return schema.const;
  if (schema.type === 'array') return Array.from({ length: dice(4) }, () => randomValue(schema.items, dice));
  if (schema.type === 'object') {
    const members = Object.entries(schema.properties as Record<string, TSchema>);
    return Object.fromEntries(members.map(([name, member]) => [name, randomValue(member, dice)]));
  }
  return schema.type === 'null' ? null : schema.type === 'string' ? 'text' : dice(8);
}

const isSmall = (value: unknown, k: number) => {
  const { support } = (value ?? {}) as { support?: number };
  return support !== undefined && support > 0 && support < k;
};

/** What must be left, told by names alone: lists and records (members r0, r1 …) lose small groups, others get null. */
function pruned(value: unknown, k: number): { value: unknown; count: number } {
  if (isSmall(value, k)) return { value: null, count: 1 };
  if (typeof value !== 'object' || value === null) return { value, count: 0 };
  const parts = Object.entries(value).map(([name, member]) => ({
    name,
    small: isSmall(member, k),
    ...pruned(member, k),
  }));
  const count = parts.reduce((n, part) => n + part.count, 0);
  if (Array.isArray(value)) return { value: parts.filter((p) => !p.small).map((p) => p.value), count };
  const left = parts.filter((p) => !p.small || !/^r\d$/.test(p.name));
  return { value: Object.fromEntries(left.map((p) => [p.name, p.value])), count };
}

test('nothing with 0 < support < k is left of random results, all else is, and the count is right', () => {
  const next = seededNumbers(3);
  const dice = (n: number) => Math.floor(next() * n);
  let groups = 0;
  for (let run = 0; run < 2_000; run++) {
    const schema = Type.Object({ root: randomSchema(dice, 4) });
    const value = randomValue(schema, dice);
    const k = 2 + dice(6);
    const { result, suppressed: count } = suppressSmallGroups(schema, value, k);
    const small = [...JSON.stringify(result).matchAll(/"support":(\d+)/g)].filter(
      ([, n]) => Number(n) > 0 && Number(n) < k,
    );
    expect(small).toEqual([]);
    expect({ value: result, count }).toEqual(pruned(value, k));
    groups += count;
    expect(suppressSmallGroups(schema, result, k).suppressed).toBe(0);
  }
  expect(groups).toBeGreaterThan(200);
});

test('a view of fewer than k cases shows nothing, whatever the calculator marks', async () => {
  const folder = temporaryFolder();
  const { manifest } = await build(ORDERS, join(folder, 'v'));
  const engine = testEngine(folder);
  const ask = (id: string, steps: Step[], k: number) =>
    engine.calculate({
      ...{ version: { folder: join(folder, 'v'), hash: manifest.hash }, policy: [], steps, k, deadlineMs: 20_000 },
      calculator: { id, params: {} },
    });
  // Orders o3 and o4 are the two that repeat an activity.
  const twoCases: Step[] = [{ id: 'rework', params: {} }];
  try {
    for (const id of ['log-summary', 'waiting-time', 'case-duration']) {
      expect((await ask(id, twoCases, 3).catch((e) => e)).code).toBe('run.tooFewCases');
      expect((await ask(id, twoCases, 2)).text).toContain('{');
    }
    // Nothing is hidden by showing that nothing is there.
    const none: Step[] = [{ id: 'case-length', params: { min: 100 } }];
    expect((await ask('log-summary', none, 3)).text).toContain('"cases":0');
  } finally {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('no sum tells of a rule that too few cases break or keep', async () => {
  const folder = temporaryFolder();
  const { manifest } = await build(ORDERS, join(folder, 'v'));
  const engine = testEngine(folder);
  // Of six orders all are registered; two (o3, o4) are of the shop; one (o5) is not checked; o5 alone has no amount.
  const rule = (template: string, params: object) => ({ template, ...params, severity: 'info', weight: 1 });
  const shop = { attribute: 'case:channel', operator: '!=', value: 'shop' };
  const known = { attribute: 'case:amount', operator: 'not-missing' };
  const rules = [rule('attribute-condition', shop), rule('attribute-condition', known)];
  const ask = async (of: readonly object[], k: number) => {
    const view = { version: { folder: join(folder, 'v'), hash: manifest.hash }, policy: [], steps: [], k };
    const calculator = { id: 'rule-violations', params: { rules: of, examples: 100 } };
    return JSON.parse((await engine.calculate({ ...view, calculator, deadlineMs: 20_000 })).text!);
  };
  try {
    const all = await ask(rules, 1);
    expect(all.rules.map((item: { examples: string[] }) => item.examples)).toEqual([['o3', 'o4'], ['o5']]);
    expect(all.overall.violatingCases).toBe(3);
    const grouped = await ask(rules, 2);
    expect(grouped.rules.map((item: { violated: unknown }) => item.violated !== null)).toEqual([true, false]);
    // As if the second rule had not been asked.
    const alone = await ask([rules[0]!], 2);
    for (const part of ['overall', 'variants', 'violatingVariants'])
      expect([part, grouped[part]]).toEqual([part, alone[part]]);
    expect(JSON.stringify(grouped)).not.toMatch(/o[1-6]/);
    // All but one keep the opposite of it.
    const kept = await ask([rule('attribute-condition', { ...known, operator: 'missing' })], 2);
    expect([kept.overall, kept.rules[0].violated, kept.severities[0].violated]).toEqual([null, null, null]);
  } finally {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
