/** Classes of a scale of colours; 0 is no colour. */
const CLASSES = 7;

export interface HeatHead {
  readonly text: string;
  readonly title: string;
  readonly href: string | null;
}
interface HeatCell {
  readonly text: string;
  /** Name of the class that colours it, as `f3`; empty: none. */
  readonly heat: string;
  readonly title: string;
  readonly href: string | null;
}

/** A table whose cells are coloured by their values. */
export interface HeatTable {
  readonly caption: string;
  readonly corner: string;
  readonly columns: readonly HeatHead[];
  readonly rows: readonly { readonly head: HeatHead; readonly cells: readonly HeatCell[] }[];
}

export const EMPTY_CELL: HeatCell = { text: '', heat: '', title: '', href: null };

/** Class of a value on a scale of frequency: its root as a share of that of the largest, so that small ones still differ. */
export const frequencyHeat = (value: number, most: number): string =>
  value <= 0 || most <= 0 ? '' : `f${Math.min(CLASSES, 1 + Math.floor(Math.sqrt(value / most) * (CLASSES - 0.001)))}`;

/** The same on the scale of time. */
export const timeHeat = (value: number, most: number): string => frequencyHeat(value, most).replace('f', 'p');

/** Class of a share of a whole, in even steps. */
export const shareHeat = (share: number): string =>
  share <= 0 ? '' : `f${Math.min(CLASSES, 1 + Math.floor(share * CLASSES))}`;

/** Lower bounds of the classes above the usual time, and upper bounds of those below. */
const SLOWER = [1.15, 1.4, 1.8, 2.5] as const;
const FASTER = [0.87, 0.7, 0.55, 0.4] as const;

/** Class of a ratio to what is usual: copper where it takes longer, patina where it takes less; none near 1. */
export function ratioHeat(ratio: number | null): string {
  if (ratio === null) return '';
  const slower = SLOWER.filter((bound) => ratio >= bound).length;
  const faster = FASTER.filter((bound) => ratio <= bound).length;
  return slower > 0 ? `p${slower}` : faster > 0 ? `f${faster}` : '';
}
