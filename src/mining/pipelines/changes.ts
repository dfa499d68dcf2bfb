import type { ExampleCell, TableColumn } from '#sdk';

/** The first rows of a table as a preview shows them: each with the number by which it is known in the table before. */
export interface ShownTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly ExampleCell[] }[];
}

/** What a step did to the rows that are shown. */
export interface TableChanges {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Of each row of the table after, whether it is new, and which of its cells have another value than before. */
  readonly rows: readonly { readonly isNew: boolean; readonly changed: readonly boolean[] }[];
  /** Rows of the table before that are no longer there, by place. */
  readonly gone: readonly number[];
  readonly newColumns: readonly string[];
  readonly goneColumns: readonly string[];
}

/** Compares the table before a step with the one after it: rows by their numbers where they keep them, columns by name. */
export function changesBetween(before: ShownTable, after: ShownTable, keepsRows: boolean): TableChanges {
  const placeBefore = new Map(before.columns.map(({ name }, i) => [name, i]));
  const rowsBefore = new Map(before.rows.map((row) => [row.row, row]));
  const rows = after.rows.map(({ row, cells }) => {
    const old = keepsRows ? rowsBefore.get(row) : undefined;
    const changed = cells.map((cell, i) => {
      const place = placeBefore.get(after.columns[i]!.name);
      return old !== undefined && place !== undefined && old.cells[place] !== cell;
    });
    return { isNew: old === undefined, changed };
  });
  const there = new Set(keepsRows ? after.rows.map(({ row }) => row) : []);
  const gone = before.rows.flatMap(({ row }, i) => (there.has(row) ? [] : [i]));
  const names = new Set(after.columns.map(({ name }) => name));
  return {
    added: rows.filter(({ isNew }) => isNew).length,
    removed: gone.length,
    changed: rows.filter(({ changed }) => changed.some(Boolean)).length,
    ...{ rows, gone },
    newColumns: after.columns.filter(({ name }) => !placeBefore.has(name)).map(({ name }) => name),
    goneColumns: before.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  };
}
