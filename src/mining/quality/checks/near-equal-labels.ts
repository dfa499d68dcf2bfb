import { english, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { byBytes } from '../../log/byte-order.ts';
import { defineMarkCheck } from '../check.ts';
import { categories } from '../coded-columns.ts';
import { labelForm } from '../label-form.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { valuesThat } from '../value-codes.ts';

/** One thing under several spellings: the map shows it as several. */
export default defineMarkCheck({
  id: 'near-equal-labels',
  title: 'Nearly equal names',
  summary:
    'Values that differ from a more frequent one only in the case of letters, in spaces, hyphens and underscores, or in their Unicode form.',
  dimension: 'consistency',
  weight: 1,
  zeroAt: 0.3,
  source: 'Suriadi et al. 2017: distorted label, synonymous labels',
  use: 'always',
  params: Type.Object({}),
  level: ({ column }) => column!.level,
  columns: categories,
  against: 'previous',
  async prepare({ log, column, run }) {
    const values = log.values(column!.id);
    const groups = nearlyEqual(values);
    if (groups.length === 0) return null;
    const { id, level } = column!;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: values.length });
    const wanted = new Uint8Array(values.length);
    const usual = new Map<number, number>();
    let found = false;
    for (const codes of groups) {
      const seen = codes
        .filter((code) => profile.counts[code]! > 0)
        .sort((a, b) => profile.counts[b]! - profile.counts[a]! || byBytes(values[a]!, values[b]!));
      for (const code of seen.slice(1)) {
        wanted[code] = 1;
        usual.set(code, seen[0]!);
        found = true;
      }
    }
    if (!found) return null;
    return {
      context: { column: { id, level }, wanted },
      values: valuesThat(log, column!, wanted, profile, (code) => values[usual.get(code)!]!),
      stated: { names: usual.size },
    };
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  statement: ({ rows, of }, { column }, { names }) =>
    column!.level === 'case'
      ? state(
          english('Spellings in ‘{column}’ that nearly equal a more frequent one: {names} ({rows} of {of} cases).'),
          {
            ...{ column: column!.name, rows, of, names: names! },
          },
        )
      : state(
          english('Spellings in ‘{column}’ that nearly equal a more frequent one: {names} ({rows} of {of} events).'),
          {
            ...{ column: column!.name, rows, of, names: names! },
          },
        ),
  advice: state(english('Agree on one spelling and correct the others in the source, or where the file is loaded.')),
  leaveOut: null,
});

/** Codes whose values have one form, two and more of them. */
function nearlyEqual(values: readonly string[]): number[][] {
  const byForm = new Map<string, number[]>();
  for (let code = 1; code < values.length; code++) {
    const form = labelForm(values[code]!);
    if (form === '') continue;
    const codes = byForm.get(form);
    if (codes) codes.push(code);
    else byForm.set(form, [code]);
  }
  return [...byForm.values()].filter((codes) => codes.length > 1);
}
