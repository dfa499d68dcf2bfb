import { english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineLogCheck, type LogFinding } from '../check.ts';
import { attributes } from '../coded-columns.ts';
import { state } from '../statement.ts';

/** Fewer rows are different by chance. */
const FEWEST = 20;

/** Columns that tell every row apart: numbers of records, or personal data. */
export default defineLogCheck({
  id: 'unique-columns',
  title: 'Columns of different values',
  summary:
    'Columns in which no two rows have the same value: ids rather than attributes, sometimes of people. Told for information; costs nothing by itself.',
  dimension: 'uniqueness',
  weight: 0,
  zeroAt: 1,
  source: 'DAMA UK 2013: uniqueness',
  use: 'always',
  params: Type.Object({}),
  async assess({ log, run }) {
    const columns = attributes(log).filter((column) => column.class === 'category');
    if (columns.length === 0) return state(english('The log has no further columns of names.'));
    const findings: LogFinding[] = [];
    for (const { id, level, name } of columns) {
      const profile = await run.reduce(columnProfile, { column: id, level, codes: log.values(id).length });
      const known = profile.entries - profile.missing;
      if (known < FEWEST || profile.counts.subarray(1).some((count) => count > 1)) continue;
      findings.push({
        ...{ subject: name, values: [], select: null, repair: null },
        statement: state(english('‘{column}’ has a value of its own in each of {of} rows.'), {
          column: name,
          of: known,
        }),
        ...{ rows: known, cases: profile.cases, of: known },
      });
    }
    return { share: findings.length / columns.length, findings };
  },
  advice: state(english('See whether it tells people apart, and whether it is needed.')),
});
