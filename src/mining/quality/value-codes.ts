import type { ColumnSpec, Log } from '#sdk';
import type { ColumnProfile } from '../kernels/column-profile.ts';
import { byBytes } from '../log/byte-order.ts';
import type { ValueExample } from './check.ts';

/** Values that are shown of each finding. */
export const VALUES_SHOWN = 10;

/** By code 1 where the value is one of these; null where none is. Asked once for each value, not for each event. */
export function codesThat(log: Log, column: ColumnSpec, test: (value: string) => boolean): Uint8Array | null {
  const values = log.values(column.id);
  const wanted = new Uint8Array(values.length);
  let found = false;
  for (let code = 1; code < values.length; code++) {
    // Under a row policy a value that nobody may see has no text.
    if (values[code] === '' || !test(values[code]!)) continue;
    wanted[code] = 1;
    found = true;
  }
  return found ? wanted : null;
}

/** Those that occur in the view, the most frequent first. */
export function valuesThat(
  log: Log,
  column: ColumnSpec,
  wanted: Uint8Array,
  { support }: ColumnProfile,
  like: (code: number) => string | null = () => null,
): ValueExample[] {
  const values = log.values(column.id);
  const found: ValueExample[] = [];
  for (let code = 1; code < values.length; code++)
    if (wanted[code] === 1 && support[code]! > 0)
      found.push({ value: values[code]!, like: like(code), cases: support[code]! });
  return found.sort((a, b) => b.cases - a.cases || byBytes(a.value, b.value)).slice(0, VALUES_SHOWN);
}
