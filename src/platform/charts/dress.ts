import type { Look, Palette } from './model.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type Dressed = unknown;

/** An option of `optionOf` with colours in the place of tokens and functions in the place of formats. */
export function dressed(option: object, palette: Palette, { locale, alone }: Pick<Look, 'locale' | 'alone'>): object {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const perCent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const formats: Readonly<Record<string, unknown>> = {
    '#number': (value: number) => number.format(value),
    '#percent': (value: number) => perCent.format(value),
  };
  const walk = (value: Json): Dressed => {
    if (typeof value === 'string') {
      if (Object.hasOwn(formats, value)) return formats[value];
      return value.startsWith('--') && Object.hasOwn(palette, value) ? palette[value] : value;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
  };
  const made = walk(stillParts(option)) as object;
  return alone ? standingAlone(made, alone.about, palette) : made;
}

/** Nobody points at a still picture. */
function stillParts(option: object): Json {
  const { tooltip: _, ...still } = option as { tooltip?: Json };
  return still;
}

/** Room above for the title, and a ground. */
const TITLE_ROOM = 44;
function standingAlone(option: object, about: string, palette: Palette): object {
  const { title, legend, grid, ...rest } = option as Record<'title' | 'legend' | 'grid', Record<string, number>>;
  return {
    ...{ ...rest, backgroundColor: palette['--surface'], title: { ...title, show: true, subtext: about } },
    legend: { ...legend, left: 8, top: legend.top! + TITLE_ROOM },
    grid: { ...grid, left: grid.left! + 8, right: grid.right! + 8, top: grid.top! + TITLE_ROOM, bottom: 10 },
  };
}
