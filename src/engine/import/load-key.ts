import { type ColumnSpec, invalid } from '#sdk';
import { logName } from './check-mapping.ts';
import type { Mapping } from './mapping.ts';

/**
 * The key of a load as ids of staged columns (`case_id` for the case). A column is named by its header in the file or by its name
 * in the log. Faults: `upsert.noKey`, `upsert.unknownKey`, `upsert.keyOfCase`.
 */
export function keyIds(key: readonly string[], mapping: Mapping | null, columns: readonly ColumnSpec[]): string[] {
  if (key.length === 0)
    invalid('upsert.noKey', 'Say which columns tell rows apart: the key of the load.', [
      { pointer: '/key', message: 'at least one column' },
    ]);
  return [...new Set(key.map((name, i) => keyId(name, i, mapping, columns)))];
}

function keyId(name: string, place: number, mapping: Mapping | null, columns: readonly ColumnSpec[]): string {
  const pointer = `/key/${place}`;
  const mapped = mapping?.columns.find((c) => c.column === name);
  if (mapped?.role === 'case' || name === 'case:concept:name') return 'case_id';
  const inLog = mapped ? logName(mapped) : name;
  const column = columns.find((c) => c.name === inLog);
  if (!column) {
    const known = mapping?.columns.filter((c) => !c.drop).map((c) => c.column) ?? columns.map((c) => c.name);
    const list = known.slice(0, 20).map((header) => `"${header}"`);
    return invalid(
      'upsert.unknownKey',
      `The key names the column "${name}", which this load does not have. Its columns: ${list.join(', ')}${known.length > 20 ? ' …' : ''}.`,
      [{ pointer, value: name, message: 'no such column' }],
    );
  }
  if (column.level === 'case')
    return invalid(
      'upsert.keyOfCase',
      `Column "${name}" is of the case and tells no rows of a case apart. Take the case itself into the key, with a column of the event.`,
      [{ pointer, value: name, message: 'a column of the case' }],
    );
  return column.id;
}
