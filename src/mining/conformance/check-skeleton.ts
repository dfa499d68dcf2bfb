import type { Work } from '../discovery/work.ts';
import type { VariantTable } from '../kernels/variant-table.ts';
import { BINARY, type BinaryTemplate, type DeclareConstraint, type UnaryTemplate } from '../model/declare.ts';
import type { LogSkeleton } from '../model/log-skeleton.ts';
import { DeclareCheck } from './check-declare.ts';

export const RELATIONS = [
  'counts',
  'equivalence',
  'always-after',
  'always-before',
  'never-together',
  'directly-follows',
] as const;
export type RelationName = (typeof RELATIONS)[number];

/** What a case may do against a skeleton. Of a step, null stands for the start or the end of a case. */
export interface SkeletonDeviation {
  relation: RelationName;
  activity: string | null;
  other: string | null;
}

const template = (id: string): BinaryTemplate => BINARY.find((binary) => binary.id === id)!;

/** Relations are constraints on two activities; two of them no DECLARE template says. */
const EQUIVALENCE: BinaryTemplate = {
  ...template('co-existence'),
  fulfilled: ({ a, b }) => (a === b ? a + b : 0),
};
const boundsOf = (least: number, most: number): UnaryTemplate => ({
  ...{ kind: 'unary', id: 'counts', name: 'Counts', numbered: false },
  holds: ({ count }) => count >= least && count <= most,
});

type Relation = DeclareConstraint & { readonly relation: RelationName };

/** Every relation of a skeleton but its steps; activities of the log that it does not have may not occur. */
function relationsOf(skeleton: LogSkeleton, names: readonly string[]): Relation[] {
  const known = new Set(skeleton.activities.map(({ activity }) => activity));
  const counts = [
    ...skeleton.activities,
    ...names.filter((name) => !known.has(name)).map((activity) => ({ activity, least: 0, most: 0 })),
  ].map(({ activity, least, most }): Relation => {
    return { relation: 'counts', template: boundsOf(least, most), n: 1, activities: [activity] };
  });
  const two = (relation: RelationName, of: BinaryTemplate, list: readonly { activity: string; other: string }[]) =>
    list
      .filter(({ activity, other }) => activity !== other)
      // Before each activity the other: in a precedence the other is A.
      .map(({ activity, other }): Relation => {
        const activities = relation === 'always-before' ? [other, activity] : [activity, other];
        return { relation, template: of, n: 1, activities };
      });
  return [
    ...counts,
    ...two('equivalence', EQUIVALENCE, skeleton.equivalence),
    ...two('always-after', template('response'), skeleton.alwaysAfter),
    ...two('always-before', template('precedence'), skeleton.alwaysBefore),
    ...two('never-together', template('not-co-existence'), skeleton.neverTogether),
  ];
}

/** What stands before a case and behind it. */
const OUTSIDE = -1;

/** Holds the variants of a view against a log skeleton. */
export class SkeletonCheck {
  /** Cases by deviation. */
  readonly deviations: (SkeletonDeviation & { cases: number })[] = [];
  /** Cases with any deviation from each relation. */
  readonly deviating: Record<RelationName, number>;
  /** Relations that a variant activates and steps that it takes, and those that deviate. */
  checks = new Uint32Array(0);
  wrong = new Uint32Array(0);
  cases = 0;
  private readonly relations: readonly Relation[];
  private readonly check: DeclareCheck;
  /** Steps that the skeleton has, see `keyOf`. */
  private readonly steps: ReadonlySet<number>;
  private readonly names: readonly string[];

  /** @param names of activities by code  @param occurring names of those that the view has */
  constructor(skeleton: LogSkeleton, names: readonly string[], occurring: readonly string[]) {
    this.names = names;
    this.relations = relationsOf(skeleton, occurring);
    this.check = new DeclareCheck(this.relations, names);
    this.deviating = Object.fromEntries(RELATIONS.map((relation) => [relation, 0])) as Record<RelationName, number>;
    const codes = new Map(names.map((name, code) => [name, code]));
    const key = (from: string | null, to: string | null) =>
      this.keyOf(
        from === null ? OUTSIDE : (codes.get(from) ?? Number.NaN),
        to === null ? OUTSIDE : (codes.get(to) ?? Number.NaN),
      );
    this.steps = new Set([
      ...skeleton.directlyFollows.map(({ from, to }) => key(from, to)),
      ...skeleton.start.map(({ activity }) => key(null, activity)),
      ...skeleton.end.map(({ activity }) => key(activity, null)),
    ]);
  }

  async read(table: VariantTable, work: Work): Promise<void> {
    await this.check.read(table, work);
    this.cases = this.check.cases;
    this.checks = new Uint32Array(table.size);
    this.wrong = new Uint32Array(table.size);
    /** Cases by step that the skeleton does not have. */
    const steps = new Map<number, number>();
    for (let v = 0; v < table.size; v++) {
      const cases = table.count[v]!;
      const length = table.offsets[v + 1]! - table.offsets[v]!;
      const [wrongRelations, wrongSteps] = [this.wrongRelations(table, v), this.wrongSteps(table, v)];
      this.checks[v] = this.check.activated[v]! + length + 1;
      this.wrong[v] = wrongRelations.length + wrongSteps.length;
      for (const step of new Set(wrongSteps)) steps.set(step, (steps.get(step) ?? 0) + cases);
      const broken = new Set(wrongRelations.map((c) => this.relations[c]!.relation));
      if (wrongSteps.length > 0) broken.add('directly-follows');
      for (const relation of broken) this.deviating[relation] += cases;
      await work.done(length * 200 + wrongRelations.length * 100);
    }
    this.relations.forEach((relation, c) => {
      const { violated } = this.check.measures[c]!;
      if (violated > 0) this.deviations.push({ ...deviationOf(relation), cases: violated });
    });
    for (const [step, cases] of steps) this.deviations.push({ ...this.stepOf(step), cases });
  }

  /** What a variant does against the skeleton; a step that it takes twice stands there twice. */
  deviationsOf(table: VariantTable, v: number): SkeletonDeviation[] {
    return [
      ...this.wrongRelations(table, v).map((c) => deviationOf(this.relations[c]!)),
      ...this.wrongSteps(table, v).map((step) => this.stepOf(step)),
    ];
  }

  private wrongRelations(table: VariantTable, v: number): number[] {
    return this.check.violated[v] === 0 ? [] : this.check.violationsOf(table, v).map(({ constraint }) => constraint);
  }

  private wrongSteps({ codes, offsets }: VariantTable, v: number): number[] {
    const found: number[] = [];
    let from = OUTSIDE;
    for (let e = offsets[v]!; e <= offsets[v + 1]!; e++) {
      const to = e === offsets[v + 1]! ? OUTSIDE : codes[e]!;
      const key = this.keyOf(from, to);
      if (!this.steps.has(key)) found.push(key);
      from = to;
    }
    return found;
  }

  /** A step between two codes, or from or to outside. */
  private keyOf(from: number, to: number): number {
    return (from + 1) * (this.names.length + 1) + to + 1;
  }

  private stepOf(key: number): SkeletonDeviation {
    const width = this.names.length + 1;
    const name = (code: number) => (code === OUTSIDE ? null : this.names[code]!);
    return {
      relation: 'directly-follows',
      activity: name(Math.floor(key / width) - 1),
      other: name((key % width) - 1),
    };
  }
}

function deviationOf({ relation, activities }: Relation): SkeletonDeviation {
  const [activity, other = null] = relation === 'always-before' ? activities.toReversed() : activities;
  return { relation, activity: activity!, other };
}
