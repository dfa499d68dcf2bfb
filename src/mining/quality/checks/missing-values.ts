import { english, ident, sql, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { attributes } from '../coded-columns.ts';
import { missingRows } from '../row-marks.ts';
import { state } from '../statement.ts';

/** The share of missing values of each further column. */
export default defineMarkCheck({
  id: 'missing-values',
  title: 'Missing values',
  summary: 'Values that further columns lack. Many columns are filled in some events only, so it weighs little.',
  dimension: 'completeness',
  weight: 0.5,
  zeroAt: 1,
  source: 'DAMA UK 2013: completeness; Bose, Mans, van der Aalst 2013: missing attribute values',
  use: 'always',
  params: Type.Object({}),
  level: ({ column }) => (column!.class === 'text' ? 'case' : column!.level),
  columns: attributes,
  lacks: (log) => (attributes(log).length > 0 ? null : state(english('The log has no further columns.'))),
  prepare: ({ column }) => ({ context: column! }),
  mark: (segment, _view, column) => missingRows(segment, column),
  sql: ({ column }) =>
    column!.class === 'text'
      ? sql`select distinct segment, case_ix from events where ${ident(column!.id)} is null`
      : null,
  statement: ({ rows, of, cases }, { column }) =>
    column!.class === 'text'
      ? state(english('‘{column}’ is missing in {cases} of {of} cases.'), { column: column!.name, cases, of })
      : column!.level === 'case'
        ? state(english('‘{column}’ is missing in {rows} of {of} cases ({share}).'), {
            ...{ column: column!.name, rows, of },
            share: { share: rows / of },
          })
        : state(english('‘{column}’ is missing in {rows} of {of} events ({share}).'), {
            ...{ column: column!.name, rows, of },
            share: { share: rows / of },
          }),
  advice: state(
    english(
      'Complete them in the source, or say a default for the column where the file is loaded. Many may rightly be missing.',
    ),
  ),
  leaveOut: null,
});
