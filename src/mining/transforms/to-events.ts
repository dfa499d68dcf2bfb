import { COLUMN, cellAt, defineTransform, joinSql, sql, type TableColumn, Type } from '#sdk';
import { demandDistinct, ofItself, placeOf } from '../pipelines/step-plan.ts';

/** Makes events of the times of a row. */
export default defineTransform({
  id: 'to-events',
  version: 1,
  title: 'Times to events',
  summary:
    'Makes an event of each time of a row: its activity and its time; the other columns come along. Where there is no time there is no event.',
  category: 'events',
  rows: 'other',
  params: Type.Object({
    times: Type.Array(
      Type.Object(
        {
          column: Type.String({ minLength: 1, [COLUMN]: 'any', description: 'Column with a time' }),
          activity: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 1_000,
              description: 'Its activity; by default the name of the column',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500, description: 'Times of a row, and what happened then' },
    ),
    activity: Type.String({
      default: 'activity',
      minLength: 1,
      maxLength: 500,
      description: 'New column with the activities',
    }),
    time: Type.String({ default: 'time', minLength: 1, maxLength: 500, description: 'New column with the times' }),
  }),
  examples: [
    {
      title: 'Orders with the times of their steps',
      params: { times: [{ column: 'created', activity: 'Create order' }, { column: 'paid' }] },
      expect: {
        types: { created: 'time', paid: 'time' },
        input: [
          ['order', 'created', 'paid'],
          ['1', '2024-01-01T08:00:00Z', '2024-01-02T09:00:00Z'],
          ['2', '2024-01-03T08:00:00Z', null],
        ],
        output: [
          ['order', 'activity', 'time'],
          ['1', 'Create order', '2024-01-01T08:00:00.000Z'],
          ['1', 'paid', '2024-01-02T09:00:00.000Z'],
          ['2', 'Create order', '2024-01-03T08:00:00.000Z'],
        ],
      },
    },
  ],
  plan({ input }, { times, activity, time }, problems) {
    const found = times.flatMap(({ column, activity: called }, i) => {
      const place = placeOf(input, column, problems, `/times/${i}/column`);
      if (place === null) return [];
      const { type } = input.columns[place]!;
      if (type !== 'time') problems.add(`/times/${i}/column`, `"${column}" is a ${type}; convert it to a time first`);
      return [{ place, called: called ?? column }];
    });
    const stay = input.columns.map((_, i) => i).filter((i) => !found.some(({ place }) => place === i));
    const columns: TableColumn[] = [
      ...stay.map((i) => input.columns[i]!),
      { name: activity, type: 'text' },
      { name: time, type: 'time' },
    ];
    demandDistinct(columns, problems, '/activity');
    const cells = joinSql(stay.map((p, i) => sql`${cellAt(p)} as ${cellAt(i)}`).concat([sql`place`]), ', ');
    const [a, b] = [cellAt(stay.length), cellAt(stay.length + 1)];
    const parts = found.map(
      ({ place, called }, nth) =>
        sql`select ${cells}, ${nth} as nth, ${called}::varchar as ${a}, ${cellAt(place)} as ${b} from placed where ${cellAt(place)} is not null`,
    );
    if (parts.length === 0) return { columns, query: input.relation };
    const out = joinSql(
      columns.map((_, i) => cellAt(i)),
      ', ',
    );
    return {
      columns,
      query: sql`with placed as (select *, row_number() over () as place from ${input.relation}) select ${out} from (${joinSql(parts, ' union all ')}) order by place, nth`,
    };
  },
  lineage: (result, { times, activity, time }) =>
    result === activity ? {} : result === time ? { input: times.map(({ column }) => column) } : ofItself(result),
});
