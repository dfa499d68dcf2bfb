import type { CellType, TableColumn } from '#sdk';

/** What the generator knows of a table: its columns, and which of them tell nothing of what is masked. */
export interface KnownTable {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly isPublic: (column: string) => boolean;
}

export interface RandomStep {
  readonly transform: string;
  readonly params: Record<string, unknown>;
}

/** Steps with parameters that fit their table, by a source of random numbers. */
export class RandomSteps {
  private readonly random: () => number;
  /** Whether masked columns may say which rows there are, too. */
  private readonly free: boolean;
  private names = 0;

  constructor(random: () => number, free: boolean) {
    this.random = random;
    this.free = free;
  }

  /** A step over a table; null: what was drawn does not fit it. */
  next(table: KnownTable, other: KnownTable): RandomStep | null {
    const [transform, draw] = this.one(Object.entries(DRAWN))!;
    const params = draw(new Drawing(this, table, this.free), new Drawing(this, other, this.free));
    return params && { transform, params };
  }

  one<T>(list: readonly T[]): T | null {
    return list.length === 0 ? null : list[Math.floor(this.random() * list.length)]!;
  }

  some<T>(list: readonly T[], most: number): T[] {
    const first = this.one(list);
    const more = list.filter((item) => item !== first && this.random() < 0.4);
    return first === null ? [] : [first, ...more].slice(0, most);
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  /** A name that no column has, or one that is overwritten. */
  name(table: KnownTable): string {
    const taken = this.chance(0.25) ? this.one(table.columns) : null;
    return taken?.name ?? `new ${++this.names}`;
  }

  fresh(): string {
    return `new ${++this.names}`;
  }
}

/** The columns of one table, as parameters name them. */
class Drawing {
  readonly steps: RandomSteps;
  readonly table: KnownTable;
  private readonly free: boolean;

  constructor(steps: RandomSteps, table: KnownTable, free: boolean) {
    this.steps = steps;
    this.table = table;
    this.free = free;
  }

  names(type?: CellType): string[] {
    return this.table.columns.filter((c) => type === undefined || c.type === type).map(({ name }) => name);
  }

  /** Those that may say which rows there are. */
  choosing(type?: CellType): string[] {
    return this.names(type).filter((name) => this.free || this.table.isPublic(name));
  }

  any(type?: CellType): string | null {
    return this.steps.one(this.names(type));
  }

  /** An expression of a type over some columns. */
  expression(type: 'text' | 'number' | 'boolean', names = (of: CellType) => this.names(of)): string | null {
    const [a, b] = [this.steps.one(names('text')), this.steps.one(names('text'))];
    const [n, m] = [this.steps.one(names('number')), this.steps.one(names('number'))];
    const t = this.steps.one(names('time'));
    const of = {
      text: [
        a && `[${a}]`,
        a && `upper([${a}])`,
        a && b && `[${a}] & '/' & [${b}]`,
        a && b && n && `if([${n}] > 3, [${a}], [${b}])`,
        a && b && `case when [${a}] = [${b}] then 'same' else left([${b}], 3) end`,
        n && `text([${n}])`,
        t && `text([${t}])`,
        a && `coalesce([${a}], 'none')`,
      ],
      number: [
        n && m && `[${n}] + [${m}]`,
        a && `length([${a}])`,
        a && `if([${a}] in ('x', 'y'), 1, 2)`,
        n && `if([${n}] is missing, 0, 1)`,
      ],
      boolean: [n && `[${n}] > 4`, a && `[${a}] is not missing`, a && b && `[${a}] <= [${b}]`],
    }[type];
    return this.steps.one(of.filter((text): text is string => typeof text === 'string' && text !== ''));
  }
}

type Draw = (here: Drawing, other: Drawing) => Record<string, unknown> | null;

/** Of each transform that is looked at, parameters at random. */
const DRAWN: Readonly<Record<string, Draw>> = {
  rename: (here) => {
    const names = here.steps.some(here.names(), 2);
    const [a, b] = names;
    if (a && b)
      return {
        names: [
          { column: a, name: b },
          { column: b, name: a },
        ],
      };
    return a ? { names: [{ column: a, name: here.steps.fresh() }] } : null;
  },
  select: (here) => ({ columns: here.steps.some(here.names(), 6), leaveOut: here.steps.chance(0.5) }),
  sort: (here) => given(here.steps.one(here.choosing()), (column) => ({ by: [{ column, order: 'down' }] })),
  'computed-field': (here) =>
    given(here.expression(here.steps.one(['text', 'number'] as const)!), (expression) => ({
      ...{ name: here.steps.name(here.table), expression },
    })),
  'filter-rows': (here) =>
    given(
      here.expression('boolean', (type) => here.choosing(type)),
      (condition) => ({ condition }),
    ),
  deduplicate: (here) => given(here.steps.one(here.choosing()), (column) => ({ columns: [column] })),
  'fill-missing': (here) =>
    given(here.any(), (column) => ({
      ...{ columns: [column], by: here.steps.one(['last', 'next']) },
      ...(here.steps.chance(0.5) ? { group: here.any() } : {}),
    })),
  mask: (here) => given(here.any('text'), (column) => ({ columns: [column], how: here.steps.one(['first', 'stars']) })),
  'convert-type': (here) =>
    given(here.any('number') ?? here.any('text'), (column) => ({ columns: [column], to: 'text', onFailure: 'empty' })),
  'format-date': (here) =>
    given(here.any('time'), (column) => ({
      ...{ column, to: 'YYYY-MM-DD', onFailure: 'empty' },
      ...(here.steps.chance(0.5) ? { name: here.steps.name(here.table) } : {}),
    })),
  'parse-json': (here) =>
    given(here.any('text'), (column) => ({
      ...{ column, onFailure: 'empty' },
      fields: [{ path: 'x', name: here.steps.name(here.table) }],
    })),
  'split-rows': (here) =>
    given(here.steps.one(here.choosing('text')), (column) => ({
      ...{ column, separator: ';' },
      ...(here.steps.chance(0.5) ? { position: here.steps.fresh() } : {}),
    })),
  'entity-match': (here) =>
    given(here.any('text'), (column) => ({
      ...{ column, name: here.steps.name(here.table), threshold: 0.6, firstCharacters: 1 },
      ...(here.steps.chance(0.5) ? { within: here.any() } : {}),
    })),
  group: (here) => {
    const by = here.steps.some(here.choosing(), 2);
    const [text, number] = [here.any('text'), here.any('number')];
    const figures = [
      { name: here.steps.fresh(), figure: 'count' },
      ...(text
        ? [{ name: here.steps.fresh(), figure: here.steps.one(['list', 'first', 'max', 'distinct']), column: text }]
        : []),
      ...(number
        ? [{ name: here.steps.fresh(), figure: here.steps.one(['sum', 'mean', 'last']), column: number }]
        : []),
    ];
    return by.length > 0 ? { by, figures } : null;
  },
  pivot: (here) => {
    const by = here.steps.some(here.choosing(), 2);
    const [column, value] = [here.any('text'), here.any()];
    return by.length > 0 && column && value ? { by, column, value, values: ['x', 'y'], figure: 'first' } : null;
  },
  unpivot: (here) => {
    const columns = here.steps.some(here.names(here.steps.one(['text', 'number'] as const)!), 3);
    if (columns.length === 0) return null;
    return { columns, name: here.steps.fresh(), value: here.steps.fresh(), keepMissing: true };
  },
  'to-events': (here) => {
    const times = here.steps.some(here.choosing('time'), 2).map((column) => ({ column }));
    return times.length > 0 ? { times, activity: here.steps.fresh(), time: here.steps.fresh() } : null;
  },
  union: (_, other) => ({ table: other.table.name }),
  join: (here, other) =>
    given(matching(here, other), (match) => ({
      ...{ table: other.table.name, match: [match], prefix: `${here.steps.fresh()} ` },
      kind: here.steps.one(['inner', 'left', 'full']),
    })),
  lookup: (here, other) =>
    given(matching(here, other), (match) => ({
      ...{ table: other.table.name, match: [match], columns: here.steps.some(other.names(), 3), onMiss: 'empty' },
    })),
};

function matching(here: Drawing, other: Drawing) {
  const [column, name] = [here.steps.one(here.choosing('text')), here.steps.one(other.choosing('text'))];
  return column && name ? { column, other: name } : null;
}

const given = <T, R>(value: T | null, make: (value: T) => R): R | null => (value === null ? null : make(value));

/** The transforms of which steps are drawn. */
export const DRAWN_TRANSFORMS: readonly string[] = Object.keys(DRAWN);
