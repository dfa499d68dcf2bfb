import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';

interface Binding {
  readonly activities: readonly string[];
  readonly count: number;
}

/** As much of a causal net as a list of its bindings says. */
export interface CausalNetResult {
  readonly activities: readonly {
    readonly activity: string;
    readonly count: number;
    readonly inputs: readonly Binding[];
    readonly outputs: readonly Binding[];
  }[];
}

/** Of each activity, the most frequent first: what it waits for, and what it leads to, each way with how often it was taken. */
export function bindingsOf({ activities }: CausalNetResult, { t, fmt }: Texts & { readonly fmt: Format }) {
  const named = (name: string) => (name.trim() === '' ? t('(none)') : name);
  const ways = (list: readonly Binding[], none: string) =>
    list
      .toSorted((a, b) => b.count - a.count)
      .map(({ activities: bound, count }) => ({
        text: bound.length === 0 ? none : bound.map(named).join(` ${t('and')} `),
        count: fmt.number(count),
      }));
  return activities
    .toSorted((a, b) => b.count - a.count)
    .map(({ activity, count, inputs, outputs }) => ({
      ...{ activity: named(activity), count: fmt.number(count) },
      ...{ before: ways(inputs, t('the case begins')), after: ways(outputs, t('the case ends')) },
    }));
}
