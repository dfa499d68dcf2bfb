import { CaseSupport, Choice, defineCalculator, type Log, ModelRef, Nullable, type Run, Type } from '#sdk';
import { Aligner } from '../conformance/aligner.ts';
import { modelFollows } from '../conformance/model-follows.ts';
import { modelOf } from '../conformance/model-of.ts';
import { flowOf } from '../discovery/inductive/flow.ts';
import { subLogOf } from '../discovery/inductive/from-variants.ts';
import { casesOf } from '../discovery/inductive/sub-log.ts';
import { variants } from '../kernels/variants.ts';
import { allActivities, compareFootprints, type DirectlyFollows, footprintOf, RELATIONS } from '../model/footprint.ts';

const params = Type.Object({
  model: Type.Optional(
    ModelRef(
      'A model to compare with: what discovers one from the view, or the text of a PNML, PTML or BPMN file',
      null,
    ),
  ),
  noise: Type.Number({
    default: 0.2,
    minimum: 0,
    maximum: 1,
    description: 'Threshold for a model that is discovered: what is rarer than this share of its like may be left out',
  }),
});

const Sign = Choice(RELATIONS, {
  description: '→ only the column directly follows the row, ← only the row the column, ∥ each the other, # neither',
});
const Matrix = Type.Array(Type.Array(Sign), { description: 'A row for each activity, in their order' });

const result = Type.Object({
  cases: CaseSupport('Cases of the view'),
  activities: Type.Array(Type.String(), { description: 'Rows and columns, by name' }),
  relations: Matrix,
  model: Nullable(
    Type.Object({
      source: Type.String({ description: 'Where the model came from' }),
      relations: Matrix,
      agreement: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the cells that are equal' }),
      differences: Type.Array(Type.Object({ a: Type.String(), b: Type.String(), log: Sign, model: Sign }), {
        description: 'Pairs of activities that are related otherwise, each once',
      }),
    }),
  ),
  hidden: Type.Integer({ minimum: 0, description: 'Activities left out because too few cases stand behind them' }),
  definition: Type.String({ description: 'What the signs mean' }),
});

const DEFINITION =
  'a > b: in some trace of a case (of the language of the model) b stands directly behind a. a → b: a > b and not b > a; a ← b: the other way round; a ∥ b: both; a # b: neither (van der Aalst, Weijters, Maruster 2004). Agreement: 1 − differing cells ⁄ all cells of the matrix (van der Aalst 2016).';

/** Which activities directly follow which, as a matrix; of a model too, and where both part. Under a least group size, activities of fewer cases are taken out of the traces before. */
export default defineCalculator({
  id: 'footprint',
  version: 1,
  title: 'Footprint',
  summary: 'Shows which activities directly follow which as a matrix, and where it differs from that of a model.',
  category: 'map and model',
  params,
  result,
  view: 'footprint',
  examples: [
    {
      // o1, o2, o3, o6: register > check > decide; o3: check > check; o4: register > decide > check > decide; then pay, or reject in o2.
      title: 'The orders: check and decide in both orders, check also after itself',
      params: {},
      expect: {
        cases: 6,
        activities: ['check', 'decide', 'pay', 'register', 'reject'],
        relations: [
          ['∥', '∥', '#', '←', '#'],
          ['∥', '#', '→', '←', '→'],
          ['#', '←', '#', '#', '#'],
          ['→', '→', '#', '#', '#'],
          ['#', '←', '#', '#', '#'],
        ],
        model: null,
      },
    },
    {
      title: 'Against the straight way: 5 of 25 cells differ',
      params: { model: "->( 'register', 'check', 'decide', X( 'pay', 'reject' ) )" },
      expect: {
        model: {
          source: 'tree',
          agreement: 0.8,
          differences: [
            { a: 'check', b: 'check', log: '∥', model: '#' },
            { a: 'check', b: 'decide', log: '∥', model: '→' },
            { a: 'decide', b: 'register', log: '←', model: '#' },
          ],
        },
      },
    },
  ],
  async compute(log, p, run) {
    const table = await run.reduce(variants, { durations: false });
    const { log: traces, names, hidden } = subLogOf(table, log.activityNames, run.k);
    const { n, follows } = flowOf(traces);
    const shown: DirectlyFollows = { activities: names, follows: (a, b) => follows[a * n + b]! > 0 };
    const model = p.model === undefined ? null : await followsOfModel(p.model, p.noise, log, run);
    const activities = allActivities(shown, ...(model ? [model] : []));
    const footprint = footprintOf(shown, activities);
    const other = model && footprintOf(model, activities);
    return {
      cases: casesOf(traces),
      activities,
      relations: footprint.relations.map((row) => [...row]),
      model: other && {
        source: model.source,
        relations: other.relations.map((row) => [...row]),
        ...compareFootprints(footprint, other),
      },
      hidden,
      definition: DEFINITION,
    };
  },
});

async function followsOfModel(model: string, noise: number, log: Log, run: Run) {
  const { net, source } = await modelOf(model, noise, log, run);
  return { ...modelFollows(new Aligner(net)), source };
}
