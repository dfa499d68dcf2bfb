import { Choice, ColumnRef, cellAt, defineTransform, joinSql, type Sql, sql, Type, wholeNumber } from '#sdk';
import { columnsAsTheyAre, ofItself, placeOf, plainColumns, withColumn } from '../pipelines/step-plan.ts';

/** Finds names that are written differently and mean the same. */
export default defineTransform({
  id: 'entity-match',
  version: 1,
  title: 'Match entities',
  summary:
    'Finds values that are nearly alike, as names that are written differently, and gives all of them the one that is most frequent. Only values whose first characters are the same are compared; pairs are not yet put before a person.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    column: ColumnRef('Column with the names'),
    name: Type.String({
      default: 'entity',
      minLength: 1,
      maxLength: 500,
      description: 'New column with the name of the entity',
    }),
    measure: Choice(['jaro-winkler', 'levenshtein'], {
      default: 'jaro-winkler',
      description: 'How alike two values are',
      titles: { 'jaro-winkler': 'Jaro-Winkler, for names', levenshtein: 'Levenshtein, for codes' },
    }),
    threshold: Type.Number({ default: 0.92, minimum: 0.5, maximum: 1, description: 'How alike they must be, up to 1' }),
    firstCharacters: Type.Integer({
      default: 2,
      minimum: 1,
      maximum: 10,
      description: 'Characters that must be the same at the beginning',
    }),
    within: Type.Optional(ColumnRef('Only values with the same value here are compared')),
  }),
  examples: [
    {
      title: 'Suppliers as people wrote them',
      params: { column: 'supplier', threshold: 0.9 },
      expect: {
        input: [['supplier'], ['Acme GmbH'], ['ACME Gmbh.'], ['Acme GmbH'], ['Apex AG'], [null]],
        output: [
          ['supplier', 'entity'],
          ['Acme GmbH', 'Acme GmbH'],
          ['ACME Gmbh.', 'Acme GmbH'],
          ['Acme GmbH', 'Acme GmbH'],
          ['Apex AG', 'Apex AG'],
          [null, null],
        ],
      },
    },
  ],
  plan({ input }, { column, name, measure, threshold, firstCharacters, within }, problems) {
    const columns = columnsAsTheyAre(input);
    const place = placeOf(input, column, problems, '/column');
    const group = within === undefined ? null : placeOf(input, within, problems, '/within');
    if (place !== null && input.columns[place]!.type !== 'text')
      problems.add('/column', `"${column}" is a ${input.columns[place]!.type}; only texts are compared`);
    const result = withColumn(columns, { name, type: 'text', value: sql`entity` });
    if (place === null) return { columns: plainColumns(result), query: input.relation };
    const value = cellAt(place);
    const part = group === null ? sql`''` : sql`coalesce(${cellAt(group)}::varchar, '')`;
    const cells = joinSql(
      result.map(
        (c, i) =>
          sql`${c.name === name ? sql`coalesce(found.entity, ${value})` : sql`input.${c.value}`} as ${cellAt(i)}`,
      ),
      ', ',
    );
    return {
      columns: plainColumns(result),
      query: sql`with recursive input as (select *, ${part} as part, row_number() over () as place from ${input.relation}),
        texts as (select part, ${value} as v, ${plain(value)} as n, count(*) as times from input where ${value} is not null group by all),
        pairs as (select a.part, a.v as a, b.v as b from texts a join texts b on a.part = b.part
          and left(a.n, ${wholeNumber(firstCharacters)}) = left(b.n, ${wholeNumber(firstCharacters)}) and a.v <> b.v where ${alike(measure)} >= ${threshold}::double),
        reach as (select part, v as a, v as b from texts union select r.part, r.a, p.b from reach r join pairs p on p.part = r.part and p.a = r.b),
        found as (select r.part, r.a as v, arg_min(r.b, (-t.times, t.v)) as entity from reach r join texts t on t.part = r.part and t.v = r.b group by r.part, r.a)
        select ${cells}, input."row" from input left join found on found.part = input.part and found.v = input.${value} order by input.place`,
    };
  },
  lineage: (result, { column, name, within }) =>
    result === name ? { input: within === undefined ? [column] : [column, within] } : ofItself(result),
});

/** Small letters and digits alone: signs and capitals make no difference. */
const plain = (value: Sql): Sql => sql`regexp_replace(lower(strip_accents(${value})), '[^\\p{L}\\p{N}]+', '', 'g')`;

const alike = (measure: 'jaro-winkler' | 'levenshtein'): Sql =>
  measure === 'jaro-winkler'
    ? sql`jaro_winkler_similarity(a.n, b.n)`
    : sql`(1 - levenshtein(a.n, b.n)::double / greatest(length(a.n), length(b.n), 1))`;
