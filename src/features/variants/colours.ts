import type { Work } from '../workbench/index.ts';

/** Colours that the stylesheet has for categories; 0 is the colour of all others. */
const COLOURS = 9;

/** Colours of activities in sequences: given by how often each occurs in the whole log, so that no filter deals them again. */
export interface ActivityColours {
  /** 1 … 9; 0 for all others. */
  of(activity: string): number;
  readonly legend: readonly { readonly activity: string; readonly colour: number }[];
  /** Whether there are others. */
  readonly others: boolean;
}

interface Occurrences {
  readonly items: readonly { readonly activity: string; readonly occurrences: number }[];
}

export async function activityColours(work: Pick<Work, 'calculateAll'>): Promise<ActivityColours> {
  const items = (await work.calculateAll<Occurrences | null>('rework'))?.items ?? [];
  // The calculator's order is by repeats, then by name; sorting keeps the latter among equals.
  const legend = items
    .toSorted((a, b) => b.occurrences - a.occurrences || (a.activity < b.activity ? -1 : 1))
    .slice(0, COLOURS)
    .map(({ activity }, i) => ({ activity, colour: i + 1 }));
  const numbers = new Map(legend.map(({ activity, colour }) => [activity, colour]));
  return { of: (activity) => numbers.get(activity) ?? 0, legend, others: items.length > COLOURS };
}
