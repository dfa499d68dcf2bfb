import { invalid, type Log, type Run, type Static, type TObject } from '#sdk';
import declareModel from '../calculators/declare-model.ts';
import { declareFromJson } from '../discovery/declare/declare-result.ts';
import { type ReadDeclare, readDecl } from '../formats/decl.ts';
import { checkParams } from '../views/check-params.ts';

export interface GivenDeclare extends ReadDeclare {
  /** `decl`, or what was run. */
  source: string;
}

/** The DECLARE model that a parameter names: `declare-model` discovers one from the view; else the text of a `.decl` file. */
export async function declareModelOf(model: string, log: Log, run: Run): Promise<GivenDeclare> {
  const text = model.trim();
  if (text === declareModel.id) {
    const params = checkParams(declareModel.params as TObject, {}) as Static<typeof declareModel.params>;
    const found = await declareModel.compute(log, params, { ...run, progress: () => {} });
    return { source: found.algorithm, model: declareFromJson(found), notes: [] };
  }
  if (/[\n[]/.test(text)) return { source: 'decl', ...readDecl(text) };
  return invalid(
    'conformance.unknownModel',
    `"${text.slice(0, 80)}" is no DECLARE model: give declare-model, or the text of a .decl file, with a constraint as Response[A, B] | | | on each line.`,
  );
}
