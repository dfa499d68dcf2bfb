import { type Calculator, invalid, type Log, type Run, type Static, type TObject } from '#sdk';
import alphaModel from '../calculators/alpha-model.ts';
import heuristicsNet from '../calculators/heuristics-net.ts';
import inductiveModel from '../calculators/inductive-model.ts';
import splitModel from '../calculators/split-model.ts';
import { type NetSchema, netFromJson } from '../discovery/model-result.ts';
import { modelFormat, readModelText } from '../formats/model-text.ts';
import type { PetriNet } from '../model/petri-net.ts';
import { checkParams } from '../views/check-params.ts';

/** Calculators that discover a model, and the short names of what they run. */
const DISCOVERERS: Readonly<Record<string, { calculator: Calculator; params: (noise: number) => object }>> = {
  'alpha-model': { calculator: alphaModel as unknown as Calculator, params: () => ({}) },
  alpha: { calculator: alphaModel as unknown as Calculator, params: () => ({}) },
  'alpha+': { calculator: alphaModel as unknown as Calculator, params: () => ({ variant: 'alpha+' }) },
  'heuristics-net': { calculator: heuristicsNet as unknown as Calculator, params: () => ({}) },
  heuristics: { calculator: heuristicsNet as unknown as Calculator, params: () => ({}) },
  'inductive-model': { calculator: inductiveModel as unknown as Calculator, params: (noise) => ({ noise }) },
  im: { calculator: inductiveModel as unknown as Calculator, params: () => ({ variant: 'im' }) },
  imf: { calculator: inductiveModel as unknown as Calculator, params: (noise) => ({ noise }) },
  imd: { calculator: inductiveModel as unknown as Calculator, params: (noise) => ({ noise, variant: 'imd' }) },
  'split-model': { calculator: splitModel as unknown as Calculator, params: () => ({}) },
  split: { calculator: splitModel as unknown as Calculator, params: () => ({}) },
};

/** Ways to discover a model that give one to compare cases with, and whether `noise` means something to them. */
export const discoverers = (): { id: string; title: string; takesNoise: boolean }[] =>
  Object.entries(DISCOVERERS).flatMap(([id, { calculator, params }]) =>
    id === calculator.id ? [{ id, title: calculator.title, takesNoise: Object.keys(params(0)).length > 0 }] : [],
  );

/** The calculator that runs for such a name, with its parameters; null: the parameter is no such name. */
export function discovererOf(model: string, noise: number): { calculator: string; params: object } | null {
  const found = Object.hasOwn(DISCOVERERS, model.trim()) ? DISCOVERERS[model.trim()]! : null;
  return found && { calculator: found.calculator.id, params: found.params(noise) };
}

/** Whether a parameter names a way to discover a model, which then depends on the view. */
export const isDiscovered = (model: string): boolean => modelFormat(model) === null;

export interface GivenModel {
  net: PetriNet;
  /** `pnml`, `ptml`, `bpmn`, `tree`, or what was run. */
  source: string;
}

/**
 * The model that a parameter names: an algorithm, run on the view with this threshold; or the text of a PNML, PTML or
 * BPMN file, or of a tree: `->( 'a', X( 'b', tau ) )`.
 */
export async function modelOf(model: string, noise: number, log: Log, run: Run): Promise<GivenModel> {
  const format = modelFormat(model);
  if (format !== null) return { net: readModelText(model, format).net, source: format };
  const text = model.trim();
  const discoverer = DISCOVERERS[text];
  if (!discoverer)
    invalid(
      'conformance.unknownModel',
      `There is no way to discover a model called "${text.slice(0, 80)}"; there are ${Object.keys(DISCOVERERS).join(', ')}. Or give the text of a PNML, PTML or BPMN file.`,
    );
  const params = checkParams(discoverer.calculator.params, discoverer.params(noise));
  const found = (await discoverer.calculator.compute(log, params as Static<TObject>, {
    ...run,
    progress: () => {},
  })) as {
    algorithm: string;
    net: Static<typeof NetSchema>;
  };
  return { net: netFromJson(found.net), source: found.algorithm };
}
