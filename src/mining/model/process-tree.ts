/**
 * A process tree (Leemans, Fahland, van der Aalst 2013): activities and silent steps at the leaves, operators inside. `loop` has a body as
 * first child, redo parts behind it, and does body (redo body)*; `or` runs one child or more, interleaved. Operators have at least one child.
 */
export type ProcessTree =
  | { readonly kind: 'activity'; readonly label: string }
  | { readonly kind: 'silent' }
  | { readonly kind: Operator; readonly children: readonly ProcessTree[] };

export const OPERATORS = ['sequence', 'choice', 'parallel', 'loop', 'or'] as const;
export type Operator = (typeof OPERATORS)[number];

export const SILENT: ProcessTree = { kind: 'silent' };
export const activity = (label: string): ProcessTree => ({ kind: 'activity', label });
export const tree = (kind: Operator, children: readonly ProcessTree[]): ProcessTree => ({ kind, children });

const SIGNS: Readonly<Record<Operator, string>> = { sequence: '->', choice: 'X', parallel: '+', loop: '*', or: 'O' };

/** The tree on one line: `->( 'a', X( 'b', tau ), *( 'c', tau ) )`; a quote inside a label is doubled. */
export function treeText(node: ProcessTree): string {
  if (node.kind === 'silent') return 'tau';
  if (node.kind === 'activity') return `'${node.label.replaceAll("'", "''")}'`;
  return `${SIGNS[node.kind]}( ${node.children.map(treeText).join(', ')} )`;
}
