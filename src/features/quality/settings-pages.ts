import { AppError, type Static } from '#sdk';
import { DIMENSION_TITLES } from '../../mining/quality/dimensions.ts';
import { type CheckSettings, qualityChecks, type Settings } from '../../mining/quality/settings.ts';
import {
  type Call,
  type OpenForm,
  openFormPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import type { Dataset } from '../datasets/index.ts';
import type { ProcessModel } from '../models/index.ts';
import { findModel } from './known-activities.ts';
import { type KeptSettings, KNOWN_FROM, type SettingsContent } from './model.ts';
import { besideQuality, type QualityPageParts, qualityPath } from './page-model.ts';
import { optionalNumber } from './rule-pages.ts';
import { changeSettings, getSettings } from './rules.ts';

type AnyCall = Call<unknown, unknown>;
const permission = 'write:datasets';
const PATH = '/datasets/:id/quality/settings';

const KNOWN_TEXTS: Readonly<Record<(typeof KNOWN_FROM)[number], string>> = {
  nowhere: english('Nowhere: activities are not checked'),
  'former-version': english('The version before: what is new is told'),
  model: english('The kept model below: its present version'),
  list: english('The list below'),
};

/** What is asked of a dataset, and how much each answer counts. */
export const settingsPages = (parts: QualityPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'How the quality of a dataset is measured, as a form.',
    handler: (call) => ({ html: form(parts, call, getSettings(parts, call.actor, call.params.id!), null) }),
  }),
  openFormPage({
    ...{ path: PATH, permission },
    summary: 'Changes how the quality of a dataset is measured.',
    handler: (call) => save(parts, call),
  }),
];

const usualChecks = () => qualityChecks().filter(({ use }) => use === 'always');

function form(parts: QualityPageParts, call: AnyCall, settings: KeptSettings, error: AppError | null): string {
  const { t } = textsIn(call.viewer.locale);
  const wrong = new Set((error?.details ?? []).map(({ pointer }) => pointer));
  const { dataset } = parts.datasets.openDataset(call.actor, call.params.id!);
  const checks = usualChecks().map(({ id, title, summary, dimension, weight, zeroAt }) => {
    const set = settings.checks[id] ?? {};
    return {
      ...{ id, title: t(title), summary: t(summary), dimension: t(DIMENSION_TITLES[dimension]), off: set.off === true },
      ...{ weight: set.weight ?? '', zeroAt: set.zeroAt === undefined ? '' : set.zeroAt * 100 },
      usual: { weight, zeroAt: zeroAt * 100 },
      wrong: { weight: wrong.has(`/${id}.weight`), zeroAt: wrong.has(`/${id}.zeroAt`) },
    };
  });
  return besideQuality(parts, call, '@quality/settings', english('How quality is measured'), {
    ...{ checks, etag: settings.etag, error: error?.message ?? null, from: settings.known.from },
    activities: settings.known.activities.join('\n'),
    sources: KNOWN_FROM.map((value) => ({ value, text: t(KNOWN_TEXTS[value]) })),
    ...modelChoice(parts, call, dataset, settings.known.model),
    modelError: wrong.has('/known/model') ? error!.message : undefined,
  });
}

/** The models that can be chosen, and the one that is: named also where it is not there any more. */
function modelChoice(parts: QualityPageParts, { actor, viewer }: AnyCall, dataset: Dataset, chosen = '') {
  const { t } = textsIn(viewer.locale);
  const listed = parts.models.modelsIn(actor, dataset.workspace);
  const own = chosen === '' ? null : findModel(parts, actor, dataset, chosen);
  const gone = chosen !== '' && own === null;
  const offered = own && !listed.some(({ id }) => id === own.id) ? [own, ...listed] : listed;
  const nameOf = ({ name, version, project }: ProcessModel) => {
    const text = t('{name}, version {number}', { name, number: version.number });
    return project === dataset.project ? text : `${text} (${parts.getProject(actor, project, 'read:projects').name})`;
  };
  return {
    model: chosen,
    modelGone: gone,
    models: [
      { value: '', text: t('None') },
      ...(gone ? [{ value: chosen, text: t('A model that is not there any more') }] : []),
      ...offered.map((model) => ({ value: model.id, text: nameOf(model) })),
    ],
  };
}

function save(parts: QualityPageParts, call: Call<OpenForm>): PageAnswer {
  const dataset = call.params.id!;
  const before = getSettings(parts, call.actor, dataset);
  try {
    changeSettings(parts, call.actor, dataset, call.body.etag?.[0] ?? '', sentIn(call.body, before.checks));
    call.reply.flash = textsIn(call.viewer.locale).t('From now on it is measured like this.');
    return { redirect: qualityPath(dataset) };
  } catch (error) {
    if (!(error instanceof AppError) || (error.fault !== 'invalid' && error.fault !== 'conflict')) throw error;
    return { html: form(parts, call, before, error), fault: error.fault };
  }
}

/** What the form says; what it has no field for stays as it is. */
function sentIn(body: OpenForm, before: Settings): Static<typeof SettingsContent> {
  const first = (name: string) => body[name]?.[0] ?? '';
  const checks: Record<string, CheckSettings> = {};
  for (const { id } of usualChecks()) {
    const weight = optionalNumber(first(`${id}.weight`), `/${id}.weight`, { least: 0, most: 1000 });
    const zeroAt = optionalNumber(first(`${id}.zeroAt`), `/${id}.zeroAt`, { least: 0.0001, most: 100 });
    const { off: _, weight: __, zeroAt: ___, ...own } = before[id] ?? {};
    const set: CheckSettings = {
      ...own,
      ...(first(`${id}.on`) === 'true' ? {} : { off: true }),
      ...(weight === undefined ? {} : { weight }),
      ...(zeroAt === undefined ? {} : { zeroAt: zeroAt / 100 }),
    };
    if (Object.keys(set).length > 0) checks[id] = set;
  }
  const activities = first('activities')
    .split(/\r?\n/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const from = KNOWN_FROM.find((source) => source === first('from')) ?? 'nowhere';
  const model = first('model');
  return { checks: checks as never, known: { from, activities, ...(model === '' ? {} : { model }) } };
}
