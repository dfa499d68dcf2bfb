import type { Bpmn } from '../model/bpmn.ts';
import { bpmnToNet } from '../model/bpmn-to-net.ts';
import { netToBpmn } from '../model/net-to-bpmn.ts';
import type { PetriNet } from '../model/petri-net.ts';
import type { ProcessTree } from '../model/process-tree.ts';
import { treeToBpmn } from '../model/tree-to-bpmn.ts';
import { treeToNet } from '../model/tree-to-net.ts';
import { readBpmn } from './bpmn-read.ts';
import { readPnml } from './pnml-read.ts';
import { readPtml } from './ptml.ts';
import { parseTreeText } from './tree-text.ts';
import { ToUtf8 } from './xes/to-utf8.ts';

/** What the text of a model is written in. */
export type ModelFormat = 'pnml' | 'ptml' | 'bpmn' | 'tree';

export interface TextModel {
  readonly format: ModelFormat;
  readonly net: PetriNet;
  /** Null: the text says no tree. */
  readonly tree: ProcessTree | null;
  /** Null: the text says no BPMN process. */
  readonly bpmn: Bpmn | null;
  /** What was added or taken otherwise than written: one sentence each. */
  readonly notes: readonly string[];
}

/** What a text is by its beginning; null: no model. XML of an unknown kind counts as PNML, whose reader says what it met. */
export function modelFormat(text: string): ModelFormat | null {
  if (/^\s*</.test(text)) {
    const beginning = text.slice(0, 2_000);
    return /<ptml[\s>]/.test(beginning) ? 'ptml' : /<([\w.-]+:)?definitions[\s>]/.test(beginning) ? 'bpmn' : 'pnml';
  }
  return /^\s*(->|[X+*O]\s*\(|'|(tau|τ)\s*$)/.test(text) ? 'tree' : null;
}

/** Reads the text of a PNML, PTML or BPMN file or of a tree. */
export function readModelText(text: string, format: ModelFormat): TextModel {
  if (format === 'tree') return ofTree(format, parseTreeText(text));
  const bytes = new TextEncoder().encode(text.trimStart());
  if (format === 'ptml') return ofTree(format, readPtml(bytes));
  if (format === 'pnml') return { format, tree: null, bpmn: null, ...readPnml(bytes) };
  const { bpmn, findings } = readBpmn(bytes);
  return { format, tree: null, bpmn, net: bpmnToNet(bpmn), notes: findings };
}

/** A model as BPMN: as it was written, else of its tree, else of its net. @throws what `netToBpmn` throws */
export const bpmnOf = ({ bpmn, tree, net }: Pick<TextModel, 'bpmn' | 'tree' | 'net'>): Bpmn =>
  bpmn ?? (tree ? treeToBpmn(tree) : netToBpmn(net));

const ofTree = (format: ModelFormat, tree: ProcessTree): TextModel => ({
  ...{ format, tree, bpmn: null, net: treeToNet(tree), notes: [] },
});

/** The bytes of a model file as text. XML says in its first line how it is encoded; the text says nothing of it any more. */
export function modelTextOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(new ToUtf8().convert(bytes, true));
  return text.replace(/^\s*<\?xml\s[^>]*\?>/, '');
}
