import type { Actor } from '../../platform/access/actor.ts';
import { DRAWN_AS, type DrawnAs, type LaidOut } from './drawing-layout.ts';
import type { ReadModel } from './model.ts';
import { discoveredText } from './reading.ts';
import type { ModelReader } from './reading-thread.ts';
import { formatOf, modelRefs } from './refs.ts';
import type { ModelParts } from './use-cases.ts';

/** What is to be drawn: a reference to a kept model or a model's text, or the result of a calculator that discovers. */
export type ToDraw = { readonly model: string } | { readonly discovered: object };

export interface DrawnModel {
  readonly laid: LaidOut;
  /** Ways in which it may be drawn; not every net is a BPMN process. */
  readonly ways: readonly DrawnAs[];
}

/** A model with the places of all that is drawn of it; where nobody says how, in the way that most people read. */
export async function layOutToDraw(
  parts: Pick<ModelParts, 'store' | 'reader'>,
  actor: Actor,
  of: ToDraw,
  as: DrawnAs | null,
): Promise<DrawnModel> {
  const read = await readToDraw(parts, actor, of);
  const isTree = read.format === 'ptml' || read.format === 'tree';
  return { laid: await parts.reader.layOut(read, as), ways: DRAWN_AS.filter((way) => way !== 'tree' || isTree) };
}

/** What a calculator discovered, as a model is kept. */
export const readDiscovered = (reader: ModelReader, result: object): Promise<ReadModel> =>
  reader.readDiscovered(JSON.stringify(result));

async function readToDraw(
  { store, reader }: Pick<ModelParts, 'store' | 'reader'>,
  actor: Actor,
  of: ToDraw,
): Promise<Pick<ReadModel, 'format' | 'text'>> {
  // Without the facts of a kept model: whether a large one is sound takes longer than drawing it.
  if ('discovered' in of) return discoveredText(JSON.stringify(of.discovered));
  const format = formatOf(store, actor, of.model);
  const text = modelRefs(store).textOf(actor, of.model);
  return format === null ? reader.read(text) : { format, text };
}
