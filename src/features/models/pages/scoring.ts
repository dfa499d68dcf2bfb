import { Choice, Type } from '#sdk';
import { orAgain } from '../../../platform/http/form-answer.ts';
import { page, type Route } from '../../../platform/http/route.ts';
import { scoreModel } from '../scores.ts';
import { modelPage } from './model-page.ts';
import { type ModelPageParts, modelOf, modelPath, Text, wordsOf } from './page-parts.ts';

export const scoringPages = (parts: ModelPageParts): Route[] => [
  page({
    ...{ method: 'POST', path: '/projects/:id/models/:model/scores', permission: 'write:models' },
    summary: 'Scores the present version of a model against a dataset, and keeps the figures.',
    form: Type.Object({ dataset: Text(64), method: Choice(['replay', 'alignment'], { default: 'replay' }) }),
    handler: (call) => {
      const { dataset: datasetId, method } = call.body;
      return orAgain(
        async () => {
          const model = modelOf(parts, call, 'write:models');
          await scoreModel(parts, call.actor, model.id, { datasetId, filters: [], method }, call.signal);
          call.reply.flash = wordsOf(call).t('The model "{name}" has new scores.', { name: model.name });
          return { redirect: `${modelPath(model)}#scores` };
        },
        ({ message }) => modelPage(parts, { ...call, body: undefined, query: {} }, message),
      );
    },
  }),
];
