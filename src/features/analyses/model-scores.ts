import { AppError, Choice, type Static, Type } from '#sdk';
import { type NetSchema, netFromJson } from '../../mining/discovery/model-result.ts';
import { writePnml } from '../../mining/formats/pnml-write.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { LogView } from './model.ts';
import { type AnalysisParts, calculateIn } from './use-cases.ts';

export const ScoreChoice = Choice(['auto', 'none', 'replay', 'alignment'], {
  default: 'auto',
  description:
    'How the model is scored against the same cases. auto: by replay, as far as that is cheap; what it cannot tell is null, with the reason. none: not at all. replay, alignment: by this method, or the answer is a fault',
});

const Score = (description: string) =>
  Type.Object(
    {
      value: Type.Union([Type.Number(), Type.Null()]),
      method: Type.String({ description: 'What made the number: replay or alignment; or why there is none' }),
      definition: Type.Union([Type.String(), Type.Null()], { description: 'What the number means' }),
    },
    { description },
  );
export const ScoreFields = {
  fitness: Score('How much of the cases the model can replay'),
  precision: Score('How little the model allows that no case does'),
  generalization: Score('How often each part of the model is used'),
  simplicity: Score('How few arcs the model has'),
};
const Fields = Type.Object(ScoreFields);
type ModelScores = Static<typeof Fields>;

const none = (method: string): ModelScores => {
  const score = { value: null, method, definition: null };
  return { fitness: score, precision: score, generalization: score, simplicity: score };
};
export const NO_SCORES = none('none computed for a directly-follows graph');

/** How far it goes where nobody asked for the scores: states that the search for one trace may meet, and time in all. */
const CHEAP_STATES = 20_000;
const CHEAP_MS = 10_000;

/** What calculators that discover have in common. */
export interface FoundModel {
  /** Absent: what was found is no net. */
  readonly net?: Static<typeof NetSchema>;
  readonly tree?: string;
}

interface Measured {
  fitness: number;
  precision: number;
  generalisation: number;
  simplicity: number;
  definitions: Record<'fitness' | 'precision' | 'generalisation' | 'simplicity', string>;
}

/** What a discovered model scores against the very cases it was discovered from. Never a made-up number. */
export async function scoresOf(
  parts: AnalysisParts,
  actor: Actor,
  view: LogView,
  scores: Static<typeof ScoreChoice>,
  found: FoundModel,
  signal: AbortSignal,
): Promise<ModelScores> {
  if (scores === 'none') return none('not asked for');
  if (!found.net) return none('none computed for constraints');
  const method = scores === 'auto' ? 'replay' : scores;
  const budget = scores === 'auto' ? { statesPerTrace: CHEAP_STATES } : {};
  const params = { method, model: found.tree ?? writePnml(netFromJson(found.net)), ...budget };
  const patience = scores === 'auto' ? { deadlineMs: Math.min(parts.deadlineMs, CHEAP_MS) } : {};
  const question = { id: 'precision-and-generalisation', params };
  const measured = calculateIn(parts, actor, view, question, signal, patience);
  const { text } = await (scores === 'auto' ? measured.catch(whyNot) : measured);
  const done = JSON.parse(text) as Measured | { why: string } | null;
  if (done === null) return none('too few cases');
  if ('why' in done) return none(done.why);
  const of = (name: keyof Measured['definitions']) => ({
    value: done[name],
    method,
    definition: done.definitions[name],
  });
  return {
    ...{ fitness: of('fitness'), precision: of('precision') },
    ...{ generalization: of('generalisation'), simplicity: of('simplicity') },
  };
}

/** A model that cannot be scored is still one; what went wrong stands in the place of its scores. */
function whyNot(error: unknown): { text: string } {
  if (error instanceof AppError && ['invalid', 'too_large', 'timeout', 'conflict'].includes(error.fault))
    return { text: JSON.stringify({ why: `not computed: ${error.message}` }) };
  throw error;
}
