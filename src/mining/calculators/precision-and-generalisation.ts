import { CaseSupport, defineCalculator, Type } from '#sdk';
import { alignPart, runPart } from '../conformance/align-part.ts';
import { alignView, compareView, Method, ModelParams, replayView, shortestRunOf } from '../conformance/check-view.ts';
import { labelStates } from '../conformance/label-states.ts';
import {
  alignmentFitness,
  alignmentPrecision,
  firings,
  fScore,
  generalisation,
  replayPrecision,
  simplicity,
  tokenFitness,
} from '../conformance/measures.ts';

const params = Type.Object({ method: Method, ...ModelParams });

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const result = Type.Object({
  method: Type.String(),
  model: Type.String({ description: 'Where the model came from: what was run, or the kind of file' }),
  cases: CaseSupport('Cases of the view'),
  fitness: Share('Log fitness by the same method'),
  precision: Share('How little the model allows that no case does'),
  generalisation: Share('How often each part of the model is used'),
  simplicity: Share('How few arcs the model has'),
  fScore: Share('Of fitness and precision'),
  undecided: Type.Integer({ minimum: 0, description: 'Cases without an optimal alignment: the search ended before' }),
  definition: Type.String({ description: 'What the measures mean' }),
  definitions: Type.Object(
    {
      fitness: Type.String(),
      precision: Type.String(),
      generalisation: Type.String(),
      simplicity: Type.String(),
      fScore: Type.String(),
    },
    { description: 'The same for each measure' },
  ),
});

/** How much a model allows beyond the cases of a view, and what else its quality is measured by. */
export default defineCalculator({
  id: 'precision-and-generalisation',
  version: 1,
  title: 'Precision and generalisation',
  summary: 'Says how much the model allows that never happens, how general and how simple it is.',
  category: 'conformance',
  params,
  result,
  view: 'precision-and-generalisation',
  examples: [
    {
      // Nothing, register, register check, … : six, five (o5 ends), then of o1 o2 o3 o6 the check; where o3 and o4 leave the
      // model they stop. Allowed: register 6·1, check 5·1, decide 4·1, pay and reject 3·2; all of it happens.
      title: 'What the model allows happens',
      params: { method: 'replay', model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: { method: 'replay', precision: 1, simplicity: 1 },
    },
    {
      // Before decide (3 cases go on: o1, o2, o6; o3 stops there and still goes on: 4) a cancel is allowed that never comes:
      // 1 − 4 ⁄ (6 + 5 + 4·2 + 3·2).
      title: 'A cancel that never comes',
      params: { method: 'replay', model: "->( 'register', 'check', X( 'decide', 'cancel' ), X( 'pay', 'reject' ) )" },
      expect: { precision: 1 - 4 / 25 },
    },
  ],
  works: [alignPart, runPart],
  async compute(log, p, run) {
    const compared = await compareView(log, p, run);
    const { net } = compared.aligner;
    const states = labelStates(compared.aligner);
    const base = { method: p.method, model: compared.source, cases: compared.cases };
    if (p.method === 'replay') {
      const replayed = await replayView(compared, run, p.statesPerTrace);
      const fired = replayed.map((of) => ({ count: of.count, fired: of.replayed.fired }));
      const undecided = replayed.reduce((sum, of) => sum + (of.replayed.fits === null ? of.count : 0), 0);
      const precision = replayPrecision(compared.log, states);
      return {
        ...base,
        undecided,
        ...scores(tokenFitness(replayed), precision, generalisation(firings(net, fired)), simplicity(net)),
      };
    }
    const shortestRun = shortestRunOf(compared.aligner);
    const aligned = await alignView(compared, run, p.statesPerTrace);
    const fitness = alignmentFitness(aligned, shortestRun);
    const fired = aligned.map(({ count, alignment: { moves } }) => ({
      count,
      fired: (moves ?? []).flatMap(({ transition }) => (transition === null ? [] : [transition])),
    }));
    const precision = alignmentPrecision(aligned, net, states);
    return {
      ...base,
      undecided: fitness.undecided,
      ...scores(fitness, precision, generalisation(firings(net, fired)), simplicity(net)),
    };
  },
});

interface Value {
  value: number;
  definition: string;
}

function scores(
  { logFitness, definition }: { logFitness: number; definition: string },
  precision: Value,
  general: Value,
  simple: Value,
) {
  const f = fScore(logFitness, precision.value);
  return {
    fitness: logFitness,
    precision: precision.value,
    generalisation: general.value,
    simplicity: simple.value,
    fScore: f.value,
    definition: [precision, general, simple, f, { definition }].map((of) => of.definition).join(' '),
    definitions: {
      ...{ fitness: definition, precision: precision.definition, generalisation: general.definition },
      ...{ simplicity: simple.definition, fScore: f.definition },
    },
  };
}
