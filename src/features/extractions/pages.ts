import { Type } from '#sdk';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { cronInWords, nextRunsMs } from '../../platform/schedules/index.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import type { Dataset } from '../datasets/index.ts';
import { zonesFor } from '../uploads/index.ts';
import { changedBy, type ExtractionFields, ExtractionForm, fieldsOf } from './form.ts';
import { acknowledgeMissed } from './missed-pushes.ts';
import type { Extraction } from './model.ts';
import { type AnyCall, type ExtractionPageParts, PATH, show } from './page-parts.ts';
import {
  changeExtraction,
  type ExtractionState,
  getState,
  listExtractions,
  listRuns,
  removeExtraction,
  runExtraction,
  setPaused,
} from './use-cases.ts';
import { durationOf, textOf } from './views.ts';

const EVERY = { limit: 500, after: null, offset: 0 };
const RUNS = { limit: 20, after: null, offset: 0 };
/** Times to come that the page of one shows. */
const NEXT_TIMES = 3;
const RunForm = Type.Object({ full: Type.Optional(Type.Literal('yes')) });
const DeleteForm = Type.Object({ typed: Type.String({ maxLength: 500, default: '' }) });

export const extractionPages = (parts: ExtractionPageParts): Route[] => [
  ...readPages(parts),
  ...changePages(parts),
  ...restingPages(parts),
];

const readPages = (parts: ExtractionPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission: 'read:connections' },
    summary: 'What is loaded from connections again and again.',
    handler: (call) => {
      const items = listExtractions(parts, call.actor, EVERY).items.map((state) => ({
        ...namesOf(parts, call, state.extraction),
        ...shown(state, call),
      }));
      return {
        html: show(parts, call, '@extractions/extractions', textsIn(call.viewer.locale).t('Import jobs'), { items }),
      };
    },
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: 'read:connections' },
    summary: 'One import job: what it reads, how it is loaded, when it runs, and its last runs.',
    handler: (call) => ({ html: extractionPage(parts, call, null, null) }),
  }),
];

const changePages = (parts: ExtractionPageParts): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission: 'write:datasets' },
    summary: 'Changes how and when an import job loads.',
    form: ExtractionForm,
    handler: (call) =>
      orAgain(
        () => {
          const state = getState(parts, call.actor, call.params.id!);
          changeExtraction(parts, call.actor, call.params.id!, call.body.etag, changedBy(state.extraction, call.body));
          return done(call, textsIn(call.viewer.locale).t('The import job is changed.'));
        },
        (mistakes) => extractionPage(parts, call, call.body, mistakes),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/run`, permission: 'write:datasets' },
    summary: 'Runs an import job now.',
    form: RunForm,
    handler: (call) =>
      orAgain(
        () => {
          const { added } = runExtraction(parts, call.actor, call.params.id!, call.body.full === 'yes');
          const { t } = textsIn(call.viewer.locale);
          return done(call, added ? t('It was put into the queue.') : t('It waits or runs already.'));
        },
        (mistakes) => extractionPage(parts, call, null, mistakes),
      ),
  }),
];

const restingPages = (parts: ExtractionPageParts): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id/missed`, permission: 'write:datasets' },
    summary: 'Acknowledges the messages that an import job missed while its dataset was in the bin.',
    handler: (call) => {
      acknowledgeMissed(parts, call.actor, call.params.id!);
      return done(call, textsIn(call.viewer.locale).t('It is noted.'));
    },
  }),
  ...(['pause', 'resume'] as const).map((verb) =>
    page({
      ...{ method: 'POST', path: `${PATH}/:id/${verb}`, permission: 'write:datasets' },
      summary: { pause: 'Lets the schedule of an import job rest.', resume: 'Lets it go on.' }[verb],
      handler: (call) => {
        setPaused(parts, call.actor, call.params.id!, verb === 'pause');
        const { t } = textsIn(call.viewer.locale);
        return done(call, verb === 'pause' ? t('The schedule is paused.') : t('The schedule goes on.'));
      },
    }),
  ),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, permission: 'write:datasets' },
    summary: 'Removes an import job, once its name was typed.',
    form: DeleteForm,
    handler: (call) => {
      const { extraction } = getState(parts, call.actor, call.params.id!);
      const { t } = textsIn(call.viewer.locale);
      if (call.body.typed.trim() !== extraction.name) {
        const message = english('Type the name as it stands above; nothing was removed.');
        const mistakes = {
          fault: 'invalid',
          code: 'extraction.nameToType',
          message,
          at: { typed: t(message) },
        } as const;
        return { html: extractionPage(parts, call, null, mistakes), fault: 'invalid' };
      }
      removeExtraction(parts, call.actor, extraction.id);
      call.reply.flash = t('The import job is removed; what it loaded stays.');
      return { redirect: PATH };
    },
  }),
];

function done(call: AnyCall, words: string): { redirect: string } {
  call.reply.flash = words;
  return { redirect: `${PATH}/${call.params.id}` };
}

function namesOf({ sources, datasets }: ExtractionPageParts, { actor }: AnyCall, { connection, dataset }: Extraction) {
  const { name, connector } = sources.get(actor, connection);
  return {
    connection: { id: connection, name, kind: connector.title, queries: connector.queries },
    dataset: datasetShown(datasets.openDataset(actor, dataset).dataset),
  };
}

const datasetShown = ({ id, name, version }: Dataset) => ({ id, name, hasData: version !== null });

const shown = ({ extraction, schedule, last, missed }: ExtractionState, { viewer }: AnyCall) => ({
  extraction,
  watermark: textOf(extraction.progress.watermark),
  schedule: schedule && { ...schedule, words: cronInWords(schedule.cron, viewer.locale) },
  last: last && { ...last, durationMs: durationOf(last) },
  missed,
});

function extractionPage(
  parts: ExtractionPageParts,
  call: AnyCall,
  typed: ExtractionFields | null,
  mistakes: FormMistakes | null,
): string {
  const { actor, viewer, params } = call;
  const state = getState(parts, actor, params.id!);
  const { extraction, schedule } = state;
  const runs = listRuns(parts, actor, extraction.id, RUNS);
  const isResting = schedule === null || schedule.pausedAtMs !== null;
  return show(parts, call, '@extractions/extraction', extraction.name, {
    ...{ ...shown(state, call), ...namesOf(parts, call, extraction), mistakes },
    ...{ path: `${PATH}/${extraction.id}`, typed: typed ?? fieldsOf(extraction, schedule) },
    runs: runs.items.map((run) => ({
      ...run,
      durationMs: durationOf(run),
      sinceText: textOf(run.since),
      untilText: textOf(run.until),
    })),
    isUnderWay: runs.items.some(({ state: now }) => now === 'waiting' || now === 'running'),
    ...{ total: runs.total, mayChange: actor.permissions.has('write:datasets') },
    nextMs: isResting ? [] : nextRunsMs(schedule, parts.clock.now(), NEXT_TIMES),
    zones: zonesFor(viewer.zone),
  });
}
