/** Where a value came from. Lines and columns count from 1. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'default' };

export function originText(origin: Origin): string {
  if (origin.kind === 'file') return `${origin.file}:${origin.line}:${origin.column}`;
  return origin.kind === 'env' ? `environment ${origin.name}` : 'default';
}

/** A configuration value that remembers where it stands. Tables are maps, so that no key can reach a prototype. */
export type Node =
  | { readonly kind: 'table'; readonly at: Origin; readonly entries: Map<string, Entry> }
  | { readonly kind: 'list'; readonly at: Origin; readonly items: Node[] }
  | { readonly kind: 'scalar'; readonly at: Origin; readonly value: unknown };

export interface Entry {
  /** Where the key stands, which is not where its value stands. */
  readonly keyAt: Origin;
  readonly node: Node;
}

export type TableNode = Extract<Node, { kind: 'table' }>;

export const emptyTable = (at: Origin): TableNode => ({ kind: 'table', at, entries: new Map() });

/** A finding about the configuration, told with its place. */
export interface Problem {
  readonly at: Origin;
  /** Dotted name of the setting. */
  readonly name: string;
  readonly message: string;
}
