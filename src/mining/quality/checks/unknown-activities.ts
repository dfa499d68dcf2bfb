import { Choice, COLUMNS, english, MAX_CATEGORY_VALUES, Type } from '#sdk';
import { columnProfile } from '../../kernels/column-profile.ts';
import { defineMarkCheck } from '../check.ts';
import { codedRows } from '../row-marks.ts';
import { state } from '../statement.ts';
import { codesThat, valuesThat } from '../value-codes.ts';

const MODEL_GONE = english(
  'The model that says which activities are known is not there any more, or is not yours to see. Choose another one under “How it is measured”.',
);

/** Activities that nobody expects. */
export default defineMarkCheck({
  id: 'unknown-activities',
  title: 'Unknown activities',
  summary:
    'Events of activities that are not among those that are known: of a kept model, a list, or the version before.',
  dimension: 'validity',
  weight: 1,
  zeroAt: 0.2,
  source: 'DAMA UK 2013: validity; Suriadi et al. 2017: distorted label',
  use: 'always',
  params: Type.Object({
    known: Type.Array(Type.String({ maxLength: 10_000 }), {
      ...{ default: [], maxItems: MAX_CATEGORY_VALUES },
      description: 'Names of the activities that are known; without any, nothing is checked',
    }),
    model: Type.Optional(
      Type.Object(
        { name: Type.String(), version: Type.Integer() },
        { additionalProperties: false, description: 'The model that they were read from, which a finding names' },
      ),
    ),
    lacking: Type.Optional(
      Choice(['former-version', 'model'], {
        titles: { 'former-version': 'The version before', model: 'The model' },
        description: 'What was to say what is known, and is not there',
      }),
    ),
  }),
  level: () => 'event',
  lacks(_log, { known, model, lacking }) {
    if (lacking === 'former-version') return state(english('There is no version before this one.'));
    if (lacking === 'model') return state(MODEL_GONE);
    if (known.length > 0) return null;
    if (model) return state(english('The model “{model}” has no activities.'), { model: model.name });
    return state(english('No activities are said to be known.'));
  },
  async prepare({ log, params, run }) {
    const known = new Set(params.known);
    const column = log.column(COLUMNS.activity);
    const wanted = codesThat(log, column, (name) => !known.has(name));
    if (!wanted) return null;
    const { id, level } = column;
    const profile = await run.reduce(columnProfile, { column: id, level, codes: wanted.length });
    const values = valuesThat(log, column, wanted, profile);
    const names = wanted.reduce((n, one, code) => n + (one === 1 && profile.support[code]! > 0 ? 1 : 0), 0);
    return { context: { column: { id, level }, wanted }, values, stated: { names } };
  },
  mark: (segment, _view, { column, wanted }) => codedRows(segment, column, wanted),
  statement({ rows, of }, { params: { model } }, { names }) {
    const counts = { rows, of, names: names! };
    if (!model) return state(english('Activities that are not known: {names} ({rows} of {of} events).'), counts);
    return state(
      english('Activities that the model “{model}” (version {version}) lacks: {names} ({rows} of {of} events).'),
      { ...counts, model: model.name, version: model.version },
    );
  },
  advice: state(english('Add them to what is known, or to the model, where they are right.')),
  leaveOut: 'rows',
});
