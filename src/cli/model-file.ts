import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError, type Calculator } from '#sdk';
import { declareFromJson } from '../mining/discovery/declare/declare-result.ts';
import { bpmnFromJson, netFromJson } from '../mining/discovery/model-result.ts';
import { writeBpmn } from '../mining/formats/bpmn-write.ts';
import { writeDecl } from '../mining/formats/decl.ts';
import { bpmnOf } from '../mining/formats/model-text.ts';
import { writePnml } from '../mining/formats/pnml-write.ts';
import { writePtml } from '../mining/formats/ptml.ts';
import { parseTreeText } from '../mining/formats/tree-text.ts';

const FORMATS = ['pnml', 'ptml', 'bpmn', 'decl'] as const;

/** Where `adit mine --export` writes the discovered model, and how. */
export interface ModelFile {
  format: (typeof FORMATS)[number];
  path: string;
}

/** Takes the file behind `--export FORMAT` out of the arguments: the flag has two values, of which the parser knows one. */
export function takeModelPath(given: readonly string[]): { args: string[]; path: string | undefined } {
  const flag = given.findIndex((arg) => arg === '--export' || arg.startsWith('--export='));
  const at = flag < 0 ? given.length : flag + (given[flag] === '--export' ? 2 : 1);
  const path = given[at]?.startsWith('-') ? undefined : given[at];
  return { args: given.filter((_, i) => i !== at || path === undefined), path };
}

/** What `--export FORMAT FILE` asks for; null without it. Faults are bad usage. */
export function modelFileOf(
  format: string | undefined,
  path: string | undefined,
  { id, result }: Calculator,
): ModelFile | null {
  if (format === undefined) return null;
  const fault = (message: string): never => {
    throw new AppError('invalid', 'cli.export', message);
  };
  const known = FORMATS.find((each) => each === format);
  if (!known) return fault(`--export ${format}: the format is pnml, ptml, bpmn or decl.`);
  if (path === undefined) return fault('--export wants a format and a file: --export pnml model.pnml.');
  const { algorithm, net, tree, constraints } = result.properties;
  if (!algorithm) fault(`The calculator "${id}" discovers no model that could be exported.`);
  if (format === 'decl' && !constraints) fault(`The model of "${id}" is a net, not constraints; take --export pnml.`);
  if (format !== 'decl' && !net) fault(`The model of "${id}" is no net; take --export decl.`);
  if (format === 'ptml' && !tree) fault(`The model of "${id}" is a net, not a tree; take --export pnml.`);
  return { format: known, path: resolve(path) };
}

// biome-ignore lint/suspicious/noExplicitAny: the result of a calculator whose schema has what the format needs
const WRITERS: Readonly<Record<ModelFile['format'], (result: any) => string>> = {
  pnml: ({ algorithm, net }) => writePnml(netFromJson(net), algorithm),
  ptml: ({ algorithm, tree }) => writePtml(parseTreeText(tree), algorithm),
  bpmn: ({ algorithm, net, tree, bpmn }) => {
    const known = { bpmn: bpmn ? bpmnFromJson(bpmn) : null, tree: tree === undefined ? null : parseTreeText(tree) };
    return writeBpmn(bpmnOf({ ...known, net: netFromJson(net) }), algorithm);
  },
  decl: (result) => writeDecl(declareFromJson(result)),
};

/** Writes the model of a calculator's result. */
export function writeModel({ format, path }: ModelFile, text: string): void {
  const model = WRITERS[format](JSON.parse(text));
  try {
    writeFileSync(path, model);
  } catch (error) {
    throw new AppError(
      'invalid',
      'mine.cannotWrite',
      `The model cannot be written to ${path}: ${(error as Error).message}.`,
    );
  }
}
