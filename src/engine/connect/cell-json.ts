import type { Cell } from '#sdk';

/** A cell as it is kept and sent as JSON, which knows no integers of 64 bits. */
export type JsonCell = string | number | boolean | null | { readonly bigint: string };

export const cellToJson = (cell: Cell): JsonCell => (typeof cell === 'bigint' ? { bigint: cell.toString() } : cell);

export const cellFromJson = (kept: JsonCell): Cell =>
  typeof kept === 'object' && kept !== null ? BigInt(kept.bigint) : kept;
