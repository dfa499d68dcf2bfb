import { AppError, invalid, type Static } from '#sdk';
import type { Rule } from '../../mining/rules/rule.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { type Analyses, enough, readResult } from '../analyses/index.ts';
import type { Models } from '../models/index.ts';
import type { Rules } from '../rules/index.ts';
import type { CheckedConformance, CheckSent } from './model.ts';

export interface ConformanceParts {
  readonly analyses: Pick<Analyses, 'compute' | 'demand'>;
  readonly models: Pick<Models, 'getModel' | 'modelsFor' | 'formatOf' | 'layOut' | 'createModel'>;
  readonly rules: Omit<Rules, 'routes'>;
}

type Checked = Static<typeof CheckedConformance>;
/** The cases that are asked about. */
export type Asked = Pick<CheckSent, 'datasetId' | 'filters' | 'calendar'>;

/** Compares cases with a model, with rules, or with both. Each part is a calculator's result, kept under its own key. */
export async function checkConformance(
  parts: ConformanceParts,
  actor: Actor,
  sent: CheckSent,
  signal: AbortSignal,
): Promise<Checked> {
  const { model, rules: which, method, params, ...asked } = sent;
  const version = parts.analyses.demand(actor, { ...asked, id: 'log-summary', params: {} }).version;
  if (model === undefined && which === undefined)
    invalid('conformance.nothingToCheck', 'Say what the cases are compared with: send "model", "rules", or both.', [
      { pointer: '/model', message: 'missing' },
    ]);
  const rules = which === undefined ? [] : chosenRules(parts.rules.rulesFor(actor, asked.datasetId), which);
  const against =
    model === undefined ? NO_MODEL : await checkModel(parts, actor, { ...asked, model, method, params }, signal);
  const violations =
    rules.length === 0
      ? null
      : await resultOf<Violations>(parts, actor, asked, 'rule-violations', { rules, variants: params.limit }, signal);
  const cases = against.cases ?? violations?.cases ?? null;
  return { datasetVersionId: version, ...against, cases, violations };
}

interface Violations {
  readonly cases: number;
}
const NO_MODEL = { model: null, cases: null, fitness: null, deviations: null };

async function checkModel(
  parts: ConformanceParts,
  actor: Actor,
  { model, method, params, ...asked }: Asked & Pick<CheckSent, 'method' | 'params'> & { model: string },
  signal: AbortSignal,
): Promise<Pick<Checked, 'model' | 'cases' | 'fitness' | 'deviations'>> {
  const { limit, ...search } = params;
  if (parts.models.formatOf(actor, model) === 'decl' || model.trim() === 'declare-model') {
    const found = await resultOf<Constraints>(parts, actor, asked, 'declare-conformance', { model, limit }, signal);
    return { model: found.model, cases: found.cases, fitness: null, deviations: found };
  }
  const fit = await resultOf<Fit>(parts, actor, asked, 'fitness', { model, method, ...search }, signal);
  const deviations =
    method === 'replay'
      ? null
      : await resultOf<object>(parts, actor, asked, 'deviations', { model, ...search, limit, deviating: true }, signal);
  const { averageTraceFitness, fittingShare, undecided, definition } = fit;
  return {
    ...{ model: fit.model, cases: fit.cases, deviations },
    fitness: { value: fit.logFitness, averageTraceFitness, fittingShare, undecided, method, definition },
  };
}

interface Constraints {
  readonly model: string;
  readonly cases: number;
}
interface Fit extends Constraints {
  readonly logFitness: number;
  readonly averageTraceFitness: number;
  readonly fittingShare: number;
  readonly undecided: number;
  readonly definition: string;
}

/** A list of variants with their alignments is a large document. */
const MAX_CHARS = 4 * 1_048_576;

/** A calculator's result, read. */
export async function resultOf<T extends object>(
  { analyses }: ConformanceParts,
  actor: Actor,
  asked: Asked,
  id: string,
  params: object,
  signal: AbortSignal,
): Promise<T> {
  const { text } = await analyses.compute(actor, { ...asked, id, params: params as Record<string, unknown> }, signal);
  return enough(readResult<T | null>(text, '/params/limit', 'This comparison', MAX_CHARS));
}

function chosenRules(kept: readonly Rule[], which: NonNullable<CheckSent['rules']>): readonly Rule[] {
  if (which === 'kept') return kept;
  const known = new Set(kept.map(({ id }) => id));
  const unknown = which.findIndex((id) => !known.has(id));
  if (unknown >= 0)
    throw new AppError(
      'not_found',
      'rule.notFound',
      'One of these rules is not there, is not enabled, or is about another dataset.',
      [{ pointer: `/rules/${unknown}`, message: 'no enabled rule about this dataset' }],
    );
  return kept.filter(({ id }) => which.includes(id!));
}
