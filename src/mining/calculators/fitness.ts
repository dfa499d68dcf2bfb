import { CaseSupport, defineCalculator, Nullable, Type } from '#sdk';
import { alignPart, runPart } from '../conformance/align-part.ts';
import { alignView, compareView, Method, ModelParams, replayView, shortestRunOf } from '../conformance/check-view.ts';
import { alignmentFitness, tokenFitness } from '../conformance/measures.ts';

const params = Type.Object({ method: Method, ...ModelParams });

const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const Sum = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));

const result = Type.Object({
  method: Type.String(),
  model: Type.String({ description: 'Where the model came from: what was run, or the kind of file' }),
  cases: CaseSupport('Cases of the view'),
  logFitness: Share('Of the whole log at once'),
  averageTraceFitness: Share('Mean over the cases'),
  fittingShare: Share('Share of the cases that the model can replay as they are'),
  undecided: Type.Integer({ minimum: 0, description: 'Cases for which the search ended before it was sure' }),
  totalCost: Sum('Sum of the costs of all alignments; a lower bound where cases are undecided'),
  shortestRun: Type.Optional(Nullable(Type.Integer({ description: 'Visible steps of a shortest run of the model' }))),
  produced: Sum('Tokens produced'),
  consumed: Sum('Tokens consumed'),
  missing: Sum('Tokens that were missing'),
  remaining: Sum('Tokens that remained'),
  definition: Type.String({ description: 'What the measures mean' }),
});

/** How well a model can replay the cases of a view. */
export default defineCalculator({
  id: 'fitness',
  version: 1,
  title: 'Fitness',
  summary: 'Says how well a model can replay the cases, and for how many it does so exactly.',
  category: 'conformance',
  params,
  result,
  view: 'fitness',
  examples: [
    {
      // Of six orders o1, o2, o6 go straight; o3 checks twice, o4 decides before the check: one log move each; o5 ends after
      // register: check, decide, pay are model moves. Shortest run: 4. Denominators 8, 8, 9, 9, 5, 8 = 47.
      title: 'A model given as a tree: register, check, decide, then pay or reject',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: {
        method: 'alignment',
        model: 'tree',
        cases: 6,
        totalCost: 5,
        fittingShare: 0.5,
        logFitness: 1 - 5 / 47,
        shortestRun: 4,
        undecided: 0,
      },
    },
    {
      // Five places on the way, four steps: a straight case produces and consumes 5. o3: the second check lacks its token
      // and leaves one. o4: decide comes early and lacks its token, check leaves what decide takes after it; then the second
      // decide's token is there, and what the first gave remains. o5: 2 produced, 2 consumed, 1 missing, 1 remaining.
      title: 'The same by replay: one token missing and one remaining in each of o3, o4, o5',
      params: { method: 'replay', model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: { method: 'replay', fittingShare: 0.5, missing: 3, remaining: 3, produced: 29, consumed: 29 },
    },
    {
      title: 'Every case fits what the Inductive Miner discovers without noise',
      params: { noise: 0 },
      expect: { model: 'im', fittingShare: 1, logFitness: 1, averageTraceFitness: 1, totalCost: 0 },
    },
  ],
  works: [alignPart, runPart],
  async compute(log, p, run) {
    const compared = await compareView(log, p, run);
    const base = { method: p.method, model: compared.source, cases: compared.cases };
    if (p.method === 'replay') {
      const replayed = await replayView(compared, run, p.statesPerTrace);
      const undecided = replayed.reduce((sum, of) => sum + (of.replayed.fits === null ? of.count : 0), 0);
      return { ...base, undecided, ...tokenFitness(replayed) };
    }
    const shortestRun = shortestRunOf(compared.aligner);
    const aligned = await alignView(compared, run, p.statesPerTrace);
    return { ...base, shortestRun, ...alignmentFitness(aligned, shortestRun) };
  },
});
