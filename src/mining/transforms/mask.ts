import { Choice, COLUMN, defineTransform, type Sql, sql, Type, wholeNumber } from '#sdk';
import { columnsAsTheyAre, ofItself, placeOf, rowsOf } from '../pipelines/step-plan.ts';

const WAYS = ['empty', 'stars', 'first', 'last', 'round'] as const;

/** Hides values. */
export default defineTransform({
  id: 'mask',
  version: 1,
  title: 'Mask',
  summary:
    'Hides the values of columns, or all but a part of them. Pseudonyms with the key of the tenant are made by the mapping of the output.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    columns: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      minItems: 1,
      maxItems: 2_000,
      description: 'Columns that are masked',
    }),
    how: Choice(WAYS, {
      default: 'stars',
      description: 'What is left of a value',
      titles: {
        empty: 'nothing: it is missing',
        stars: 'only that there is one',
        first: 'its first characters',
        last: 'its last characters',
        round: 'of numbers the band that they are in; of times the day',
      },
    }),
    size: Type.Integer({
      default: 2,
      minimum: 1,
      maximum: 1_000_000,
      description: 'How many characters are left, or how wide a band is',
    }),
  }),
  examples: [
    {
      title: 'The first two characters',
      params: { columns: ['name'], how: 'first' },
      expect: { input: [['name'], ['Berg'], [null]], output: [['name'], ['Be***'], [null]] },
    },
    {
      title: 'Bands of 10',
      params: { columns: ['age'], how: 'round', size: 10 },
      expect: { types: { age: 'number' }, input: [['age'], [47], [-3]], output: [['age'], [40], [-10]] },
    },
  ],
  plan({ input }, { columns: names, how, size }, problems) {
    const columns = columnsAsTheyAre(input);
    names.forEach((name, i) => {
      const place = placeOf(input, name, problems, `/columns/${i}`);
      if (place === null) return;
      const old = columns[place]!;
      if ((how === 'first' || how === 'last') && old.type !== 'text')
        problems.add(`/columns/${i}`, `"${name}" is a ${old.type}; only of texts characters can be left`);
      if (how === 'round' && old.type !== 'number' && old.type !== 'time')
        problems.add(`/columns/${i}`, `"${name}" is a ${old.type}; bands are of numbers and times`);
      const value = masked(how, old.value, old.type, size);
      columns[place] = { ...old, type: how === 'stars' ? 'text' : old.type, value };
    });
    return rowsOf(input, columns);
  },
  lineage: ofItself,
});

const SQL_TYPES = { text: sql`varchar`, number: sql`double`, boolean: sql`boolean`, time: sql`timestamptz` };

function masked(how: (typeof WAYS)[number], value: Sql, type: keyof typeof SQL_TYPES, size: number): Sql {
  const n = wholeNumber(size);
  switch (how) {
    case 'empty':
      return sql`null::${SQL_TYPES[type]}`;
    case 'stars':
      return sql`case when ${value} is not null then '***' end`;
    case 'first':
      return type === 'text' ? sql`(left(${value}, ${n}) || '***')` : value;
    case 'last':
      return type === 'text' ? sql`('***' || right(${value}, ${n}))` : value;
    case 'round':
      return type === 'number'
        ? sql`(floor(${value} / ${n}) * ${n})`
        : type === 'time'
          ? sql`date_trunc('day', ${value})`
          : value;
  }
}
