import { invalid, nearest } from '#sdk';

/** Faults with the nearest header, and with the delimiter when the file has one column only. */
export function unknownColumn(name: string, names: readonly string[], pointer: string, delimiter: string): never {
  const near = nearest(name, names);
  const hint = near ? ` Did you mean "${near}"?` : ` The file has: ${quoted(names)}.`;
  return invalid(
    'import.unknownColumn',
    `The mapping names the column "${name}", which the file does not have.${hint}${oneColumn(names, delimiter)}`,
    [{ pointer, value: name, message: 'no such column' }],
  );
}

/** Says that the delimiter may be wrong when there is but one column. */
export function oneColumn(names: readonly string[], delimiter: string): string {
  if (names.length > 1) return '';
  const sign = delimiter === '\t' ? 'a tab' : `"${delimiter}"`;
  return ` Read with ${sign} between cells, the file has one column only: if another sign separates them, say so with --map '{"dialect":{"delimiter":";"}}'.`;
}

/** Names in quotes, the first thirty. */
export const quoted = (names: readonly string[]): string =>
  names.length > 30
    ? `${quoted(names.slice(0, 30))} and ${names.length - 30} more`
    : names.map((n) => `"${n}"`).join(', ');
