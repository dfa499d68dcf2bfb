import { invalid, nearest } from '#sdk';

/** Whether this is an IANA zone (or link) that can be computed with. */
export function isTimeZone(zone: string): boolean {
  // Fixed offsets such as "+02:00" are known to Intl but not to DuckDB.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // RangeError is how Intl says "unknown zone".
    return false;
  }
}

/** Faults: `import.unknownTimeZone`, with the nearest name. */
export function checkTimeZone(zone: string): void {
  if (isTimeZone(zone)) return;
  const near = nearest(zone, Intl.supportedValuesOf('timeZone'));
  const hint = near ? ` Did you mean "${near}"?` : ' Zones are named like "Europe/Berlin" or "UTC".';
  invalid('import.unknownTimeZone', `"${zone}" is not a time zone.${hint}`);
}
