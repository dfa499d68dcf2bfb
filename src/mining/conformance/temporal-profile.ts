import { invalid, type Run, type Static, Type, Value } from '#sdk';
import type { Looked } from '../kernels/earlier-ends.ts';
import { exactSum } from '../kernels/exact-sums.ts';
import { pairSpread, pairTimes } from '../kernels/pair-times.ts';

/** A temporal profile as JSON: what a check needs of it. A result of `temporal-deviations` has all of this. */
const TemporalProfileSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      meanMs: Type.Number(),
      stdDevMs: Type.Number({ minimum: 0 }),
    }),
  ),
});

type GivenProfile = Static<typeof TemporalProfileSchema>;

/** By pair, at `first * size + second`, milliseconds; NaN where nothing is known of the pair. */
export interface TemporalProfile {
  mean: Float64Array;
  stdDev: Float64Array;
}

/**
 * The temporal profile of a view (Stertz, Mangler, Rinderle-Ma 2020): mean and standard deviation of the time from the end
 * of one activity instance to the start of another behind it, over every such pair of instances. The standard deviation
 * divides by n − 1; it is 0 for a single pair.
 */
export async function discoverProfile(looked: Looked, run: Run): Promise<TemporalProfile> {
  const { count, times } = await run.reduce(pairTimes, looked);
  const mean = Float64Array.from(count, (n, at) => (n === 0 ? Number.NaN : exactSum(times, at) / n));
  run.progress(0.4);
  const squares = await run.reduce(pairSpread, { ...looked, mean });
  const stdDev = Float64Array.from(count, (n, at) =>
    n === 0 ? Number.NaN : n === 1 ? 0 : Math.sqrt(exactSum(squares, at) / (n - 1)),
  );
  return { mean, stdDev };
}

/** The profile that a parameter gives as JSON. Pairs of activities that are not looked at are passed over. */
export function givenProfile(text: string, names: readonly string[]): TemporalProfile {
  const size = names.length;
  const number = new Map(names.map((name, i) => [name, i]));
  const cells = () => new Float64Array(size * size).fill(Number.NaN);
  const profile = { mean: cells(), stdDev: cells() };
  for (const { from, to, meanMs, stdDevMs } of readProfile(text).items) {
    const [a, b] = [number.get(from), number.get(to)];
    if (a === undefined || b === undefined) continue;
    profile.mean[a * size + b] = meanMs;
    profile.stdDev[a * size + b] = stdDevMs;
  }
  return profile;
}

function readProfile(text: string): GivenProfile {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    invalid(
      'conformance.unknownModel',
      `"${text.slice(0, 80)}" is no temporal profile: give temporal-profile, or a result of temporal-deviations as JSON.`,
    );
  }
  if (Value.Check(TemporalProfileSchema, given)) return given;
  const error = Value.Errors(TemporalProfileSchema, given).First();
  return invalid(
    'conformance.badProfile',
    `The temporal profile is not right at ${error?.path || '/'}: ${error?.message}. Give a result of the calculator temporal-deviations.`,
  );
}
