import { Choice, defineFilter, Type } from '#sdk';
import { ModelParams } from '../conformance/check-view.ts';
import { againstOfModel, tracesByFit } from '../conformance/variants-by-model.ts';
import { casesInTraceSet } from '../predicates/trace-set.ts';

const params = Type.Object({
  mode: Choice(['conforming', 'deviating'], {
    default: 'conforming',
    description: 'Keep the cases that the model can replay as they are, or those that it cannot',
  }),
  ...ModelParams,
});

/**
 * Keeps the cases that a model can, or cannot, replay from its initial to a final marking, decided exactly. Cases for which
 * the search ends before that is sure are kept in neither mode.
 */
export default defineFilter({
  id: 'conforms-to-model',
  version: 1,
  title: 'Conforms to a model',
  summary: 'Keeps the cases that a model can replay as they are, or those that it cannot.',
  category: 'conformance',
  params,
  examples: [
    {
      title: 'o1, o2 and o6 go straight',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: { cases: 3, events: 12 },
    },
    {
      // o3 checks twice, o4 decides before the check, o5 ends after register.
      title: 'The others',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )", mode: 'deviating' },
      expect: { cases: 3, events: 11 },
    },
  ],
  keeps: () => 'cases',
  against: againstOfModel,
  prepare: (log, p, run) => tracesByFit(log, p, run, p.mode === 'conforming'),
  select: (segment, view, _p, traces) => casesInTraceSet(segment, view, traces),
});
