/** What is taken from the result of `dotted-chart`: [instant or time since the start, case, colour]. */
export interface Dots {
  readonly total: { readonly cases: number };
  readonly shown: { readonly cases: number };
  readonly sampled: boolean;
  readonly colours: readonly (string | null)[];
  readonly dots: readonly (readonly number[])[];
}

/** Cases that move over the map: for each the times and activities of its events. */
export interface Tokens {
  readonly cases: readonly {
    readonly times: readonly number[];
    readonly activities: readonly number[];
    readonly colour: number;
  }[];
  /** Names of activities, by the numbers above. */
  readonly activities: readonly string[];
  /** Most frequent values of the attribute; a colour is a place here, −1 stands for all others. */
  readonly values: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly shown: number;
  readonly total: number;
}

const COLOURS = 9;

/**
 * Tokens from the dots of a sample of cases.
 * @param coloured the same dots with an attribute as their colour, of which each case takes its first value
 */
export function tokensOf(dots: Dots, coloured: Dots | null): Tokens {
  const cases = new Map<number, { times: number[]; activities: number[]; value: string | null }>();
  for (const [i, [time, place, activity]] of dots.dots.entries()) {
    let one = cases.get(place!);
    if (!one) {
      one = { times: [], activities: [], value: null };
      cases.set(place!, one);
    }
    one.times.push(time!);
    one.activities.push(activity!);
    one.value ??= coloured ? (coloured.colours[coloured.dots[i]?.[2] ?? -1] ?? null) : null;
  }
  const values = mostFrequent([...cases.values()].map(({ value }) => value));
  const times = dots.dots.map(([time]) => time!);
  return {
    cases: [...cases.values()].map(({ value, ...rest }) => ({
      ...rest,
      colour: value === null ? -1 : values.indexOf(value),
    })),
    ...{ activities: dots.colours.map((name) => name ?? ''), values, shown: dots.shown.cases, total: dots.total.cases },
    from: times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
    to: times.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY),
  };
}

function mostFrequent(values: readonly (string | null)[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.entries()]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, COLOURS)
    .map(([value]) => value);
}
