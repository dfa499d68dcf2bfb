import { ColumnRef, defineTransform, literal, sql, Type } from '#sdk';
import { formatTime, textToTime } from '../expressions/convert.ts';
import { timeFormat, zone as zoneProblem } from '../expressions/written.ts';
import { unreadable } from '../pipelines/convert-columns.ts';
import { columnsAsTheyAre, OnFailure, ofItself, placeOf, rowsOf, withColumn } from '../pipelines/step-plan.ts';

/** Writes times in another format and zone. */
export default defineTransform({
  id: 'format-date',
  version: 1,
  title: 'Format times',
  summary: 'Writes the times of a column in a format, as the clock of a zone; texts are read by a format first.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    column: ColumnRef('Column with times, or with texts of them'),
    from: Type.String({ default: 'iso', description: 'Format in which texts are read' }),
    fromZone: Type.Optional(Type.String({ minLength: 1, description: 'Time zone of texts that say no offset' })),
    to: Type.String({ minLength: 1, description: 'Format in which they are written, such as YYYY-MM-DD' }),
    zone: Type.String({ default: 'UTC', description: 'Time zone whose clock is written' }),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Name of a new column; by default the texts stand in the place of the times',
      }),
    ),
    onFailure: OnFailure(),
  }),
  examples: [
    {
      title: 'From one way of writing to another, and to another zone',
      params: {
        column: 'at',
        from: 'DD.MM.YYYY HH:mm',
        fromZone: 'UTC',
        to: 'YYYY-MM-DD HH:mm',
        zone: 'Europe/Berlin',
      },
      expect: {
        input: [['at'], ['31.03.2024 22:30'], ['soon'], [null]],
        output: [['at'], ['2024-04-01 00:30'], [null]],
        failed: ['column "at": "soon" is not a time in the format DD.MM.YYYY HH:mm'],
      },
    },
    {
      title: 'The day of a time, as a new column',
      params: { column: 'at', to: 'YYYY-MM-DD', name: 'day' },
      expect: {
        types: { at: 'time' },
        input: [['at'], ['2024-03-31T22:30:00Z']],
        output: [
          ['at', 'day'],
          ['2024-03-31T22:30:00.000Z', '2024-03-31'],
        ],
      },
    },
  ],
  failure: ({ onFailure }) => onFailure,
  plan({ input }, { column, from, fromZone = null, to, zone, name }, problems) {
    const wrong = (pointer: string, problem: string | null) => {
      if (problem !== null) problems.add(pointer, problem);
      return problem !== null;
    };
    const isWrong = [
      wrong('/from', timeFormat(from)),
      wrong('/to', timeFormat(to)),
      wrong('/zone', zoneProblem(zone)),
      wrong('/fromZone', fromZone === null ? null : zoneProblem(fromZone)),
    ].some(Boolean);
    const columns = columnsAsTheyAre(input);
    const place = placeOf(input, column, problems, '/column');
    if (place === null || isWrong) return rowsOf(input, columns, { problem: sql`null::varchar` });
    const { type, value } = columns[place]!;
    if (type !== 'time' && type !== 'text') problems.add('/column', `"${column}" is a ${type}, which holds no times`);
    const time = type === 'text' ? textToTime(value, from, fromZone) : value;
    const written = {
      name: name ?? column,
      type: 'text',
      value: type === 'number' || type === 'boolean' ? literal('') : formatTime(time, to, zone),
    } as const;
    const problem =
      type === 'text' ? unreadable(column, value, type, time, `not a time in the format ${from}`) : sql`null::varchar`;
    return rowsOf(input, withColumn(columns, written), { problem });
  },
  lineage: (result, { column, name }) => ofItself(result === name ? column : result),
});
