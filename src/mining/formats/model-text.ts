import type { PetriNet } from '../model/petri-net.ts';
import type { ProcessTree } from '../model/process-tree.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { readPnml } from './pnml-read.ts';
import { readPtml } from './ptml.ts';
import { parseTreeText } from './tree-text.ts';
import { ToUtf8 } from './xes/to-utf8.ts';

/** What the text of a model is written in. */
export type ModelFormat = 'pnml' | 'ptml' | 'tree';

export interface TextModel {
  readonly format: ModelFormat;
  readonly net: PetriNet;
  /** Null: the text says a net. */
  readonly tree: ProcessTree | null;
  /** What was added or taken otherwise than written: one sentence each. */
  readonly notes: readonly string[];
}

/** What a text is by its beginning; null: no model. XML of an unknown kind counts as PNML, whose reader says what it met. */
export function modelFormat(text: string): ModelFormat | null {
  if (/^\s*</.test(text)) return /<ptml[\s>]/.test(text.slice(0, 2_000)) ? 'ptml' : 'pnml';
  return /^\s*(->|[X+*O]\s*\(|'|(tau|τ)\s*$)/.test(text) ? 'tree' : null;
}

/** Reads the text of a PNML or PTML file or of a tree. */
export function readModelText(text: string, format: ModelFormat): TextModel {
  if (format === 'tree') return ofTree(format, parseTreeText(text));
  const bytes = new TextEncoder().encode(text.trimStart());
  return format === 'ptml' ? ofTree(format, readPtml(bytes)) : { format, tree: null, ...readPnml(bytes) };
}

const ofTree = (format: ModelFormat, tree: ProcessTree): TextModel => ({
  ...{ format, tree, net: treeToNet(tree), notes: [] },
});

/** The bytes of a model file as text. XML says in its first line how it is encoded; the text says nothing of it any more. */
export function modelTextOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(new ToUtf8().convert(bytes, true));
  return text.replace(/^\s*<\?xml\s[^>]*\?>/, '');
}
