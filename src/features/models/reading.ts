import { AppError, invalid, type Static } from '#sdk';
import { declareFromJson } from '../../mining/discovery/declare/declare-result.ts';
import { type BpmnSchema, bpmnFromJson, type NetSchema, netFromJson } from '../../mining/discovery/model-result.ts';
import { writeBpmn } from '../../mining/formats/bpmn-write.ts';
import { readDecl, writeDecl } from '../../mining/formats/decl.ts';
import { bpmnOf, modelTextOf, readModelText, type TextModel } from '../../mining/formats/model-text.ts';
import { writePnml } from '../../mining/formats/pnml-write.ts';
import { writePtml } from '../../mining/formats/ptml.ts';
import { treeText } from '../../mining/model/process-tree.ts';
import { checkSoundness, type SoundnessReport } from '../../mining/model/soundness.ts';
import { type DrawnAs, drawnFirst, type LaidOut, layOut } from './drawing-layout.ts';
import { type KeptFormat, keptFormatOf, MOST_CHARS, type ModelFacts, type ReadModel } from './model.ts';

/** Formats in which a kept model is given out. */
export const EXPORT_FORMATS = ['pnml', 'ptml', 'bpmn', 'tree', 'decl'] as const satisfies readonly KeptFormat[];
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const ACCEPTED =
  "PNML (a place/transition net), PTML (a process tree), BPMN 2.0, a tree as ->( 'a', X( 'b', tau ) ), or DECLARE constraints (.decl)";
/** Markings that are looked at for soundness. */
const MOST_MARKINGS = 20_000;
const SHOWN = 20;

/** Reads a file or text from outside. Whatever is no model, or too much, is refused with what is accepted. */
export function readModel(sent: string | Uint8Array): ReadModel {
  if (sent.length > 4 * MOST_CHARS) tooLarge();
  const text = (typeof sent === 'string' ? modelTextOf(new TextEncoder().encode(sent)) : modelTextOf(sent)).trim();
  if (text.length > MOST_CHARS) tooLarge();
  const format = keptFormatOf(text);
  if (format === null)
    invalid('model.unknownFormat', `This is no process model. Accepted are: ${ACCEPTED}.`, [
      { pointer: '/text', message: 'no process model' },
    ]);
  if (format !== 'decl') return { format, text, facts: factsOf(readModelText(text, format)) };
  const { model, notes } = readDecl(text);
  const counts = { activities: model.activities.length, constraints: model.constraints.length };
  return { format, text, facts: { ...counts, net: null, notes: notes.slice(0, SHOWN) } };
}

interface Discovered {
  readonly algorithm: string;
  readonly net?: Static<typeof NetSchema>;
  readonly tree?: string;
  readonly bpmn?: Static<typeof BpmnSchema>;
}

/** What a calculator discovered, as a model is written: its constraints, its tree, its process, or else its net. */
export function discoveredText(result: string): Pick<ReadModel, 'format' | 'text'> {
  const found = JSON.parse(result) as Discovered;
  if (found.tree !== undefined) return { format: 'tree', text: found.tree };
  if (found.bpmn) return { format: 'bpmn', text: writeBpmn(bpmnFromJson(found.bpmn), found.algorithm) };
  if (found.net) return { format: 'pnml', text: writePnml(netFromJson(found.net), found.algorithm) };
  const declared = found as unknown as Parameters<typeof declareFromJson>[0];
  return { format: 'decl', text: writeDecl(declareFromJson(declared)) };
}

/** The same with its facts, among them whether it is sound. */
export const readDiscovered = (result: string): ReadModel => readModel(discoveredText(result).text);

/** A model laid out to be drawn; where nobody says how, in the way that most people read. */
export function layOutModel({ format, text }: Pick<ReadModel, 'format' | 'text'>, as: DrawnAs | null): LaidOut {
  if (format === 'decl')
    throw new AppError(
      'conflict',
      'model.noNetToDraw',
      'This model is a list of DECLARE constraints: it has no steps in an order that could be drawn.',
    );
  const model = readModelText(text, format);
  return layOut(model, as ?? drawnFirst(model));
}

/** The text of a model in another format. */
export function convertModel(model: Pick<ReadModel, 'format' | 'text'>, to: ExportFormat, name: string): string {
  if (model.format === to) return model.text;
  if (model.format === 'decl')
    throw new AppError(
      'conflict',
      'model.noNet',
      'This model is a list of DECLARE constraints: it can be given out as it is kept only.',
    );
  const known = readModelText(model.text, model.format);
  const { net, tree } = known;
  if (to === 'decl')
    throw new AppError(
      'conflict',
      'model.noConstraints',
      'Only a model that is a list of DECLARE constraints is given out as one.',
    );
  if (to === 'pnml') return writePnml(net, name);
  if (to === 'bpmn') return writeBpmn(bpmnOf(known), name);
  if (tree === null)
    throw new AppError(
      'conflict',
      'model.noTree',
      'This model is no process tree: it cannot be given out as PTML or as a tree. Take PNML or BPMN.',
    );
  return to === 'ptml' ? writePtml(tree, name) : treeText(tree);
}

/** The net of a tree is sound however large its state space is, and need not be searched. */
const SOUND: Pick<SoundnessReport, 'verdict' | 'findings'> = { verdict: 'sound', findings: [] };

function factsOf({ net, notes, tree }: TextModel): ModelFacts {
  const { verdict, findings } = tree === null ? checkSoundness(net, MOST_MARKINGS) : SOUND;
  const labels = net.transitions.flatMap(({ label }) => (label === null ? [] : [label]));
  return {
    ...{ activities: new Set(labels).size, constraints: null, notes: notes.slice(0, SHOWN) },
    net: {
      ...{ places: net.places.length, transitions: net.transitions.length, arcs: net.arcs.length },
      ...{ silent: net.transitions.length - labels.length, soundness: verdict, findings: findings.slice(0, SHOWN) },
    },
  };
}

function tooLarge(): never {
  throw new AppError(
    'too_large',
    'model.textTooLarge',
    `The model has more than ${(MOST_CHARS / 1_048_576).toFixed(0)} million characters, which nobody can read and no search can follow. Keep a smaller one.`,
    [{ pointer: '/text', message: 'too large' }],
  );
}
