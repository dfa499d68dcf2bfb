import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';
import { type Classes, colourOf } from './heat.ts';
import type { Metric } from './model.ts';
import { valueText } from './values.ts';

/** One field of the legend: its colour, and from where to where it goes. */
export interface Swatch {
  readonly heat: string;
  readonly title: string;
}

export interface Legend {
  readonly least: string;
  readonly most: string;
  readonly swatches: readonly Swatch[];
  readonly text: string;
}

/** The classes of activities with their numbers. */
export function legendOf(
  classes: Classes,
  metric: Metric,
  prefix: string,
  colours: number,
  fmt: Format,
  texts: Texts,
): Legend {
  const { bounds, least, most } = classes;
  const show = (value: number) => valueText(value, metric, fmt);
  const swatches = bounds.map((bound, at) => ({
    heat: `${prefix}${colourOf(at, bounds.length, colours)}`,
    title:
      at + 1 < bounds.length
        ? texts.t('{from} to below {to}', { from: show(bound), to: show(bounds[at + 1]!) })
        : texts.t('{from} and more', { from: show(bound) }),
  }));
  return { swatches, least: show(least), most: show(most), text: swatches.map(({ title }) => title).join('; ') };
}
