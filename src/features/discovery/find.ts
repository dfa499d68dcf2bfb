import { AppError } from '#sdk';
import type { Format } from '../../platform/text/format.ts';
import type { Texts } from '../../platform/text/texts.ts';
import {
  constraintSentence,
  type DrawnAs,
  drawingOf,
  type Models,
  type ReadModel,
  SOUNDNESS_TEXTS,
  WAYS,
} from '../models/index.ts';
import { bindingsOf, type CausalNetResult } from './bindings.ts';
import type { DiscoveryWork, Setting, ShownAs } from './model.ts';

export interface Words extends Texts {
  readonly fmt: Format;
}

/** As much of what calculators that discover tell as the page shows. */
interface Told {
  readonly cases: number;
  readonly hidden: number;
  /** Of the Alpha algorithm: activities that may happen at any time. */
  readonly unconnected?: readonly string[];
  readonly findings?: readonly string[];
  readonly constraints?: readonly MeasuredConstraint[];
  readonly causalNet?: CausalNetResult;
}

interface MeasuredConstraint {
  readonly constraint: string;
  readonly template: string;
  readonly n: number;
  readonly activities: readonly string[];
  readonly fulfilled: number;
  readonly violated: number;
}

/** What a setting came to: a model, or why there is none. */
export type Found =
  | { readonly setting: Setting; readonly fault: AppError }
  | { readonly setting: Setting; readonly fault: null; readonly told: Told; readonly model: ReadModel };

/** Discovers with one setting over what the filters keep; null: too few cases to show. */
export async function find(
  work: DiscoveryWork,
  models: Pick<Models, 'readDiscovered'>,
  setting: Setting,
): Promise<Found | null> {
  try {
    const told = await work.calculate<Told | null>(setting.algorithm.calculator.id, setting.params);
    if (told === null) return null;
    return { setting, fault: null, told, model: await models.readDiscovered(told) };
  } catch (error) {
    if (error instanceof AppError && SHOWN.has(error.fault)) return { setting, fault: error };
    throw error;
  }
}

/** Faults that other settings or filters mend: they are said in the place of the model. */
const SHOWN: ReadonlySet<string> = new Set(['invalid', 'conflict', 'too_large', 'timeout']);

/** The ways in which what was found can be shown, the usual first. */
export function waysOf(found: Found): readonly ShownAs[] {
  if (found.fault) return [];
  const ways = WAYS[found.model.format];
  return found.told.causalNet ? [...ways, 'bindings'] : ways;
}

interface Drawing {
  readonly layOut: (text: string, as: DrawnAs) => Promise<Parameters<typeof drawingOf>[0]>;
  readonly words: Words;
  /** Of the element that holds it. */
  readonly id: string;
}

/** What was found, drawn in one way, or in its usual one. */
export async function presentFound(found: Found, as: ShownAs | undefined, { layOut, words, id }: Drawing) {
  if (found.fault) return { kind: 'fault' as const, message: found.fault.message };
  const { told, model } = found;
  const ways = waysOf(found);
  const way = as !== undefined && ways.includes(as) ? as : ways[0];
  const body =
    way === undefined
      ? {
          constraints: (told.constraints ?? []).map((one) => ({
            ...one,
            text: one.constraint,
            sentence: constraintSentence(one, words),
          })),
        }
      : way === 'bindings'
        ? { bindings: told.causalNet ? bindingsOf(told.causalNet, words) : [] }
        : await drawn(model, way, { layOut, words, id });
  const { net } = model.facts;
  return {
    ...{ kind: 'model' as const, constraints: null, bindings: null, drawing: null, notDrawn: null, ...body },
    ...{ cases: told.cases, hidden: told.hidden, facts: model.facts, unconnected: told.unconnected ?? [] },
    soundness: net && { verdict: net.soundness, text: words.t(SOUNDNESS_TEXTS[net.soundness]) },
    findings: [...(net?.findings ?? []), ...(told.findings ?? [])],
  };
}

async function drawn(model: ReadModel, as: DrawnAs, { layOut, words, id }: Drawing) {
  try {
    const laid = await layOut(model.text, as);
    return { drawing: drawingOf(laid, { overlay: null, hrefOf: null, fmt: words.fmt, texts: words, id }) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { notDrawn: error.message };
  }
}
