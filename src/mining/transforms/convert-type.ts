import { Choice, COLUMN, defineTransform, type Sql, Type } from '#sdk';
import { timeFormat, zone as zoneProblem } from '../expressions/written.ts';
import { converted, notA, type Reading, unreadable } from '../pipelines/convert-columns.ts';
import { columnsAsTheyAre, firstProblem, OnFailure, ofItself, placeOf, rowsOf } from '../pipelines/step-plan.ts';

/** Reads columns as another type, by rules that are said. */
export default defineTransform({
  id: 'convert-type',
  version: 1,
  title: 'Convert types',
  summary:
    'Reads columns as numbers, times, yes or no, or writes them as texts: by rules that are said, so that "false" is no.',
  category: 'columns',
  rows: 'same',
  params: Type.Object({
    columns: Type.Array(Type.String({ minLength: 1, [COLUMN]: 'any' }), {
      minItems: 1,
      maxItems: 2_000,
      description: 'Names of columns',
    }),
    to: Choice(['text', 'number', 'boolean', 'time'], {
      description: 'What their values are read as',
      titles: { boolean: 'yes or no' },
    }),
    decimal: Choice(['.', ','], {
      default: '.',
      description: 'Decimal sign of numbers; with a comma, points group digits',
    }),
    format: Type.String({
      default: 'iso',
      description: 'Format of times: iso, epoch-ms, or tokens such as DD.MM.YYYY HH:mm',
    }),
    zone: Type.Optional(
      Type.String({ minLength: 1, description: 'Time zone of times that say no offset, such as Europe/Berlin' }),
    ),
    onFailure: OnFailure(),
  }),
  examples: [
    {
      title: 'Numbers with a decimal comma; what is none goes out',
      params: { columns: ['amount'], to: 'number', decimal: ',' },
      expect: {
        input: [
          ['order', 'amount'],
          ['1', '1.234,5'],
          ['2', 'much'],
          ['3', null],
        ],
        output: [
          ['order', 'amount'],
          ['1', 1234.5],
          ['3', null],
        ],
        failed: ['column "amount": "much" is not a number (decimal sign ",")'],
      },
    },
    {
      title: 'Yes and no by their words; what is neither is missing',
      params: { columns: ['paid'], to: 'boolean', onFailure: 'empty' },
      expect: {
        input: [['paid'], ['false'], ['Ja'], ['0'], ['perhaps']],
        output: [['paid'], [false], [true], [false], [null]],
        failed: ['column "paid": "perhaps" is neither yes nor no'],
      },
    },
    {
      title: 'Times of a zone',
      params: { columns: ['at'], to: 'time', format: 'DD.MM.YYYY HH:mm', zone: 'Europe/Berlin' },
      expect: {
        input: [['at'], ['31.03.2024 14:30'], ['31.13.2024 14:30']],
        output: [['at'], ['2024-03-31T12:30:00.000Z']],
        failed: ['column "at": "31.13.2024 14:30" is not a time in the format DD.MM.YYYY HH:mm'],
      },
    },
  ],
  failure: ({ onFailure }) => onFailure,
  plan({ input }, { columns: names, to, decimal, format, zone = null }, problems) {
    const wrongFormat = to === 'time' ? timeFormat(format) : null;
    if (wrongFormat !== null) problems.add('/format', wrongFormat);
    const wrongZone = zone === null ? null : zoneProblem(zone);
    if (wrongZone !== null) problems.add('/zone', wrongZone);
    const reading: Reading = {
      decimal,
      format: wrongFormat === null ? format : 'iso',
      zone: wrongZone === null ? zone : null,
    };
    const columns = columnsAsTheyAre(input);
    const failures: Sql[] = [];
    names.forEach((name, i) => {
      const place = placeOf(input, name, problems, `/columns/${i}`);
      if (place === null) return;
      const { type, value } = columns[place]!;
      const result = converted(value, type, to, reading);
      if (result === null) problems.add(`/columns/${i}`, `"${name}" is a ${type}, of which no ${to} can be made`);
      else failures.push(unreadable(name, value, type, result, notA(to, reading)));
      columns[place] = { name, type: to, value: result ?? value };
    });
    return rowsOf(input, columns, failures.length > 0 ? { problem: firstProblem(failures) } : {});
  },
  lineage: ofItself,
});
