import { english, Type } from '#sdk';
import { defineLogCheck } from '../check.ts';
import { state } from '../statement.ts';

/** Rows of the file that could not be read as they should. */
export default defineLogCheck({
  id: 'refused-rows',
  title: 'Refused rows',
  summary: 'Rows that the last load refused: they are kept apart and are not in the log.',
  dimension: 'validity',
  weight: 2,
  zeroAt: 0.1,
  source: 'DAMA UK 2013: validity',
  use: 'always',
  params: Type.Object({}),
  async assess({ log, load }) {
    if (load === null) return state(english('It is not known how this log was loaded.'));
    const { rows, refused } = load;
    const of = rows + refused;
    if (refused === 0 || of === 0) return { share: 0, findings: [] };
    const statement = state(english('The last load refused {refused} of {of} rows.'), { refused, of });
    // Rows that are in no case: nobody can be recognised by their number.
    const none = { subject: null, values: [], select: null, repair: null };
    return { share: refused / of, findings: [{ ...none, statement, rows: refused, cases: log.cases, of }] };
  },
  advice: state(english('Download the refused rows on the page of loads, correct them, and send them again.')),
});
