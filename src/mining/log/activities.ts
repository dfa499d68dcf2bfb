import { invalid, type Log, nearest } from '#sdk';

/** The code of an activity that must exist; the fault names the nearest one. */
export function activityCodeOf(log: Log, name: string): number {
  const code = log.activityCode(name);
  if (code !== 0) return code;
  const near = nearest(name, log.activityNames);
  return invalid('log.unknownActivity', `The log has no activity "${name}".${near ? ` Did you mean "${near}"?` : ''}`);
}

export const activityCodesOf = (log: Log, names: readonly string[]): number[] =>
  names.map((name) => activityCodeOf(log, name));
