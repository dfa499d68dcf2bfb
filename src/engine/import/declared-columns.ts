import type { TableColumn } from '#sdk';
import type { SniffedColumn, SniffedTable } from '../../mining/formats/table-sniff.ts';

/**
 * A table whose source has types: they speak for what its columns hold, as those of a Parquet file do. Times stay what the values are:
 * only these say whether they have an offset.
 */
export function withDeclared(sniffed: SniffedTable, declared: readonly TableColumn[] = []): SniffedTable {
  if (declared.length === 0) return sniffed;
  const typeOf = new Map(declared.map(({ name, type }) => [name, type]));
  return {
    ...sniffed,
    columns: sniffed.columns.map((column) => ({ ...column, declared: declaredOf(column, typeOf.get(column.name)) })),
  };
}

function declaredOf(
  column: SniffedColumn,
  type: TableColumn['type'] | undefined,
): NonNullable<SniffedColumn['declared']> | null {
  if (type === undefined || type === 'time') return null;
  if (type === 'text') return { type: 'category', word: type };
  // As numbers they would be rounded: such are names, as keys of 64 bits, and stay as they are written.
  if (type === 'number' && column.values.some(hasMoreDigits)) return { type: 'category', word: type };
  return { type, word: type };
}

/** Whether a number cannot be held by a double as it is written. */
const hasMoreDigits = (text: string): boolean =>
  /^[+-]?\d+$/.test(text) ? !Number.isSafeInteger(Number(text)) : text.replaceAll(/[^0-9]/g, '').length > DOUBLE_DIGITS;
const DOUBLE_DIGITS = 17;
