import { ColumnRef, english, ident, noBits, sql, Type } from '#sdk';
import { defineMarkCheck } from '../check.ts';
import { needTexts } from '../need-texts.ts';
import { state } from '../statement.ts';

/**
 * A column whose values must have a form. The pattern runs in RE2 over the archive, whose time grows with the text alone, whatever the
 * pattern: it never becomes a regular expression of JavaScript.
 */
export default defineMarkCheck({
  id: 'rule-matches-pattern',
  title: 'Matches a pattern',
  summary:
    'Every value of the column matches a regular expression from its first to its last letter. Missing values are not looked at.',
  dimension: 'validity',
  weight: 1,
  zeroAt: 0.1,
  source: 'DAMA UK 2013: validity',
  use: 'rule',
  params: Type.Object({
    column: ColumnRef('Whose values are looked at'),
    pattern: Type.String({
      ...{ minLength: 1, maxLength: 1000 },
      description: 'A regular expression as RE2 has them, such as [A-Z]{2}-[0-9]+',
    }),
  }),
  level: () => 'case',
  prepare({ log, params }) {
    needTexts(log.column(params.column));
    return { context: null };
  },
  mark: (segment) => noBits(segment.cases),
  sql: ({ log, params }) =>
    sql`select distinct segment, case_ix from events
      where not regexp_full_match(${ident(needTexts(log.column(params.column)).id)}, ${params.pattern})`,
  statement: ({ cases, of }, { log, params }) =>
    state(english('‘{column}’ does not match its pattern in {cases} of {of} cases.'), {
      ...{ column: log.column(params.column).name, cases, of },
    }),
  advice: null,
  leaveOut: 'cases',
});
