import { defineFilter, invalid, Type } from '#sdk';
import { ModelParams, shortestRunOf } from '../conformance/check-view.ts';
import { traceFitness } from '../conformance/measures.ts';
import { againstOfModel, tracesByAlignment } from '../conformance/variants-by-model.ts';
import { casesInTraceSet } from '../predicates/trace-set.ts';

const Fitness = (fallback: number, description: string) =>
  Type.Number({ default: fallback, minimum: 0, maximum: 1, description });

const params = Type.Object({
  min: Fitness(0, 'Least fitness of a case, itself included'),
  max: Fitness(1, 'Greatest fitness of a case, itself included'),
  ...ModelParams,
});

/**
 * Keeps the cases whose fitness with a model, 1 − cost ⁄ (events + visible steps of a shortest run), lies between two
 * bounds. Where the search for an alignment ends early, a case is kept when all that its fitness can be lies between them.
 */
export default defineFilter({
  id: 'fitness-range',
  version: 1,
  title: 'Fitness',
  summary: 'Keeps the cases whose fitness with a model lies between two bounds.',
  category: 'conformance',
  params,
  examples: [
    {
      // o3 and o4 have five events and one move too many: 1 − 1 ⁄ (5 + 4).
      title: 'Nearly fitting: one deviation in a case of five events',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", min: 0.8, max: 0.95 },
      expect: { cases: 2, events: 10 },
    },
    {
      // o5 leaves out three steps: 1 − 3 ⁄ (1 + 4).
      title: 'Less than half',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", max: 0.5 },
      expect: { cases: 1, events: 1 },
    },
  ],
  keeps: () => 'cases',
  against: againstOfModel,
  prepare(log, p, run) {
    if (p.min > p.max)
      invalid('filter.emptyRange', `The least fitness (${p.min}) is above the greatest (${p.max}). Swap them.`);
    return tracesByAlignment(log, p, run, ({ aligner }) => {
      const shortestRun = shortestRunOf(aligner);
      return ({ trace, alignment: { lowerBound, upperBound } }) => {
        const most = Math.min(upperBound ?? Number.POSITIVE_INFINITY, trace.length + shortestRun);
        return (
          traceFitness(most, trace.length, shortestRun) >= p.min &&
          traceFitness(lowerBound, trace.length, shortestRun) <= p.max
        );
      };
    });
  },
  select: (segment, view, _p, traces) => casesInTraceSet(segment, view, traces),
});
