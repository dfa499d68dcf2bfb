import { invalid, type Log, type Run, type Static, type TObject, Value } from '#sdk';
import logSkeleton from '../calculators/log-skeleton.ts';
import { type LogSkeleton, LogSkeletonSchema } from '../model/log-skeleton.ts';
import { checkParams } from '../views/check-params.ts';

/** The skeleton that a parameter names: `log-skeleton` discovers one from the view; else a result of it, as JSON. */
export async function skeletonOf(
  model: string,
  noise: number,
  log: Log,
  run: Run,
): Promise<{ source: string; skeleton: LogSkeleton }> {
  const text = model.trim();
  if (text === logSkeleton.id) {
    const params = checkParams(logSkeleton.params as TObject, { noise }) as Static<typeof logSkeleton.params>;
    return { source: text, skeleton: await logSkeleton.compute(log, params, { ...run, progress: () => {} }) };
  }
  return { source: 'json', skeleton: read(text) };
}

function read(text: string): LogSkeleton {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    invalid(
      'conformance.unknownModel',
      `"${text.slice(0, 80)}" is no log skeleton: give log-skeleton, or a result of that calculator as JSON.`,
    );
  }
  if (Value.Check(LogSkeletonSchema, given)) return given;
  const error = Value.Errors(LogSkeletonSchema, given).First();
  return invalid(
    'conformance.badSkeleton',
    `The log skeleton is not right at ${error?.path || '/'}: ${error?.message}. Give a result of the calculator log-skeleton.`,
  );
}
