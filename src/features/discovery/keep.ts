import { AppError, type Static, Type } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { modelPath, type ProcessModel } from '../models/index.ts';
import { type DiscoveryParts, offeredBy, type Setting, settingOf } from './model.ts';

const permission = 'write:models';
const Text = (maxLength: number) => Type.String({ maxLength, default: '' });
const Asked = Type.Object({ f: Text(7000), back: Text(6000), algorithm: Text(40), p: Text(3000) });
const KeepForm = Type.Object({
  ...Asked.properties,
  ...{ name: Text(500), description: Text(4000), model: Text(64), scored: Type.Optional(Type.Boolean()) },
});
type Typed = Pick<Static<typeof KeepForm>, 'name' | 'description' | 'model' | 'scored'>;

/** Keeping what was discovered: under a new name, or as the next version of a model. */
export const keepPages = (parts: DiscoveryParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/models/keep', permission },
    summary: 'The form that keeps a discovered model.',
    query: Asked,
    handler: (call) => {
      const { query, ...rest } = call;
      const typed = { name: '', description: '', model: '', scored: true };
      return { html: keepForm(parts, { ...rest, query, body: query }, typed, null) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/models/keep', permission },
    summary: 'Keeps a discovered model.',
    form: KeepForm,
    handler: (call) =>
      orAgain(
        () => keep(parts, call),
        (mistakes) => keepForm(parts, call, call.body, mistakes),
      ),
  }),
];

type AskedCall = Call<Static<typeof Asked>, unknown>;

function askedOf({ workbench, analyses }: DiscoveryParts, call: AskedCall) {
  const origin = workbench.sentFrom(call);
  const setting = settingOf(offeredBy(analyses), call.body.algorithm || undefined, call.body.p || undefined);
  if (!setting)
    throw new AppError(
      'invalid',
      'discovery.noAlgorithm',
      'There is no algorithm of this name. Go back and choose one.',
    );
  return { origin, setting };
}

/** Models of the project that may get a further version. */
const changeable = ({ models }: DiscoveryParts, call: AskedCall): readonly ProcessModel[] =>
  models.modelsFor(call.actor, call.params.id!).filter((model) => mayIn(call.actor, permission, model));

function keepForm(parts: DiscoveryParts, call: AskedCall, typed: Typed, mistakes: FormMistakes | null): string {
  const { origin, setting } = askedOf(parts, call);
  const { t } = textsIn(call.viewer.locale);
  const data = {
    ...{ typed, mistakes, back: origin.back(), action: `/datasets/${origin.dataset.id}/models/keep` },
    hidden: Object.entries({ f: call.body.f, back: call.body.back, algorithm: call.body.algorithm, p: call.body.p }),
    ...{ algorithm: t(setting.algorithm.title), params: paramsText(setting), filters: origin.steps.length },
    models: changeable(parts, call).map(({ id, name, version }) => ({
      value: id,
      text: t('{name}, as version {number}', { name, number: version.number + 1 }),
    })),
    isScored: setting.algorithm.name !== 'declare',
    suggested: `${t(setting.algorithm.title)}, ${origin.dataset.name}`,
  };
  const frame = frameOf(call, { title: t('Keep this model'), section: 'models', place: origin.place });
  return parts.render[call.partial ? 'app' : 'page']('@discovery/keep', frame, data);
}

const paramsText = ({ params }: Setting): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');

async function keep(parts: DiscoveryParts, call: Call<Static<typeof KeepForm>>): Promise<PageAnswer> {
  const { origin, setting } = askedOf(parts, call);
  const { actor, body, signal } = call;
  const { t } = textsIn(call.viewer.locale);
  const filters = origin.steps as unknown as Record<string, unknown>[];
  const discover = { algorithm: setting.algorithm.name, params: setting.params, filters };
  const datasetId = origin.dataset.id;
  const kept = body.model
    ? await parts.models.addVersion(actor, body.model, { discover }, signal)
    : await parts.models.createModel(
        actor,
        { name: body.name, description: body.description, datasetId, discover },
        signal,
      );
  call.reply.flash = t('The model "{name}" is kept.', { name: kept.name });
  if (body.scored && kept.version.format !== 'decl')
    try {
      await parts.models.scoreModel(actor, kept.id, { datasetId, filters, method: 'replay' }, signal);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      call.reply.flash = t('The model "{name}" is kept, without scores: {why}', {
        name: kept.name,
        why: t(error.message),
      });
    }
  return { redirect: modelPath(kept) };
}
