const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const SIZES: Readonly<Record<string, number>> = { ...Object.fromEntries(UNITS), w: 604_800_000, m: 60_000 };

/** Milliseconds as a person writes them into a field: `2 d 4 h`; exact, so that reading gives the same number. */
export function durationText(ms: unknown): string {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return '';
  if (ms === 0) return '0 s';
  const parts: string[] = [];
  let rest = Math.abs(ms);
  for (const [unit, size] of UNITS) {
    const count = unit === 'ms' ? rest : Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return (ms < 0 ? '-' : '') + parts.join(' ');
}

/** Reads `2 d 4 h`, `1.5h`, `90 min`, `30s`; a bare number is not said in a unit and gives null, as everything else. */
export function readDuration(text: string): number | null {
  const trimmed = text.trim().toLowerCase().replaceAll(',', '.');
  if (!/^(\d+(\.\d+)?\s*(w|d|h|min|m|s|ms)\s*)+$/.test(trimmed)) return null;
  let ms = 0;
  for (const [, count, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(w|d|h|min|ms|m|s)/g))
    ms += Number(count) * SIZES[unit!]!;
  return Math.round(ms);
}
