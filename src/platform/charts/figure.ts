import type { Chart } from './model.ts';
import { optionOf } from './option.ts';

export interface TableCell {
  readonly text: string;
  /** Exact, where the text is rounded. */
  readonly title?: string;
}

/** A chart with its figures: the same things to see, to read and to save. */
export interface Figure {
  /** Names it on its page and in addresses: small letters and hyphens. */
  readonly id: string;
  readonly chart: Chart;
  readonly columns: readonly { readonly text: string; readonly num: boolean }[];
  /** In the order of the chart's labels or points; `href` adds the filter that the row stands for. */
  readonly rows: readonly { readonly cells: readonly TableCell[]; readonly href: string | null }[];
  /** For programs: the first row names the columns; instants are ISO 8601, durations milliseconds. */
  readonly csv: readonly (readonly (string | number | null)[])[];
}

/** What `components/figure.eta` shows. */
export interface FigureView extends Omit<Figure, 'csv' | 'chart'> {
  readonly title: string;
  readonly unit: string;
  readonly alt: string;
  /** For the script that draws it. */
  readonly data: object;
  readonly csvHref: string;
  /** Where the picture lies; `&theme=dark` gives the dark one, `&alone=1` one with title and ground. */
  readonly svgHref: string;
  /** The rows are filters to click on. */
  readonly clickable: boolean;
}

export function figureOf(
  { id, chart, columns, rows }: Figure,
  hrefs: { csv: string; svg: string },
  about: string,
): FigureView {
  return {
    ...{ id, columns, rows, title: chart.title, unit: chart.unit, alt: chart.alt },
    data: { option: optionOf(chart), tips: chart.tips, about, points: !('labels' in chart.x) },
    ...{ csvHref: hrefs.csv, svgHref: hrefs.svg, clickable: rows.some(({ href }) => href !== null) },
  };
}
