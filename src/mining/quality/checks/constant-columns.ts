import { english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineLogCheck, type LogFinding } from '../check.ts';
import { attributes } from '../coded-columns.ts';
import { state } from '../statement.ts';

/** Columns that tell nothing apart. */
export default defineLogCheck({
  id: 'constant-columns',
  title: 'Columns of one value',
  summary:
    'Columns in which every row that has a value has the same one. Told for information; costs nothing by itself.',
  dimension: 'accuracy',
  weight: 0,
  zeroAt: 1,
  source: 'Bose, Mans, van der Aalst 2013: coarse-grained data',
  use: 'always',
  params: Type.Object({}),
  async assess({ log, run }) {
    const columns = attributes(log).filter((column) => column.class !== 'text');
    if (columns.length === 0) return state(english('The log has no further columns.'));
    const findings: LogFinding[] = [];
    for (const column of columns) {
      const codes = column.class === 'category' ? log.values(column.id).length : column.class === 'boolean' ? 3 : 0;
      const profile = await run.reduce(columnProfile, { column: column.id, level: column.level, codes });
      const known = profile.entries - profile.missing;
      const distinct =
        codes > 0
          ? profile.counts.subarray(1).reduce((n, count) => n + (count > 0 ? 1 : 0), 0)
          : profile.distinct.length;
      if (known < 2 || distinct !== 1) continue;
      findings.push({
        ...{ subject: column.name, values: [], select: null, repair: null },
        statement: state(english('‘{column}’ has one value in all of {of} rows.'), { column: column.name, of: known }),
        ...{ rows: known, cases: profile.cases, of: known },
      });
    }
    return { share: findings.length / columns.length, findings };
  },
  advice: state(english('Leave such columns out where the file is loaded: they tell nothing apart.')),
});
