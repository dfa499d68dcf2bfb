import { Choice, Type } from '#sdk';
import { orAgain } from '../../platform/http/form-answer.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { Filters } from './analysis-page.ts';
import { backTo, placeOf, withFilters } from './places.ts';
import { listPresetLinks, savePreset } from './presets.ts';
import { describeStep } from './step-text.ts';
import { modelNames, readFilters, type WorkbenchParts } from './use-cases.ts';

const Back = Type.Optional(Type.String({ maxLength: 3000 }));
const Asked = Type.Object({ back: Back, f: Filters });
const SaveForm = Type.Object({
  ...Asked.properties,
  name: Type.String({ maxLength: 500, default: '' }),
  visibility: Choice(['private', 'workspace'], { default: 'private' }),
  replace: Type.Optional(Type.Boolean()),
});
const DeleteForm = Type.Object({ ...Asked.properties, etag: Type.String({ maxLength: 64 }) });

/** Saving filters under a name, and the list of what was saved. */
export const presetPages = (parts: WorkbenchParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/presets/new', permission: 'write:presets' },
    summary: 'Save these filters under a name; the presets there are.',
    query: Asked,
    handler: (call) => ({ html: presetPage(parts, render, call, { ...asked(parts, call, call.query), sent: null }) }),
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/presets', permission: 'write:presets' },
    summary: 'Saves filters as a preset.',
    form: SaveForm,
    handler: (call) =>
      orAgain(
        () => {
          const { dataset, back, state } = asked(parts, call, call.body);
          const { name, visibility, replace = false } = call.body;
          const f = savePreset(parts, call.actor, { datasetId: dataset, state, name, visibility, replace });
          call.reply.flash = textsIn(call.viewer.locale).t('Preset saved.');
          return { redirect: withFilters(back, f) };
        },
        (mistakes) =>
          presetPage(parts, render, call, { ...asked(parts, call, call.body), sent: { ...call.body, mistakes } }),
      ),
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/presets/:preset/delete', permission: 'write:presets' },
    summary: 'Deletes one’s own preset.',
    form: DeleteForm,
    handler: (call) => {
      const { dataset, back, f } = asked(parts, call, call.body);
      parts.presets.deletePreset(call.actor, call.params.preset!, call.body.etag);
      call.reply.flash = textsIn(call.viewer.locale).t('Preset deleted.');
      return { redirect: `/datasets/${encodeURIComponent(dataset)}/presets/new?${new URLSearchParams({ back, f })}` };
    },
  }),
];

function asked(parts: WorkbenchParts, call: Call<unknown, unknown>, sent: { back?: string; f?: string }) {
  const { dataset } = parts.openDataset(call.actor, call.params.id!);
  const f = sent.f ?? '';
  return { dataset: dataset.id, f, back: backTo(dataset.id, sent.back), state: readFilters(parts, call.actor, f) };
}

type Shown = ReturnType<typeof asked> & { readonly sent: object | null };

function presetPage(parts: WorkbenchParts, render: Render, call: Call<unknown, unknown>, shown: Shown): string {
  const { dataset, f, back, state, sent } = shown;
  const modelName = modelNames(parts, call.actor, dataset);
  const words = { ...textsIn(call.viewer.locale), fmt: formatFor(call.viewer), modelName };
  const filters = parts.analyses.filters();
  const frame = frameOf(call, { title: words.t('Save filters'), place: placeOf(parts, call, dataset, f) });
  return render.page('@workbench/presets', frame, {
    ...{ dataset, f, back, sent, cancel: withFilters(back, f) },
    steps: state.map(({ step, off }) => ({ ...describeStep(step, filters, words), off })),
    presets: listPresetLinks(parts, call.actor, dataset).map((preset) => ({
      ...preset,
      href: withFilters(back, preset.filters),
    })),
  });
}
