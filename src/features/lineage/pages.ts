import { Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import type { RecordedStep } from '../../platform/provenance/index.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Tenancy } from '../tenancy/index.ts';
import { drawLineage } from './drawing.ts';
import { type LineageParts, lineageOf } from './use-cases.ts';

export interface LineagePageParts extends LineageParts {
  readonly render: Render;
  readonly getProject: Tenancy['getProject'];
}

const LineageQuery = Type.Object({
  step: Type.Optional(Type.Integer({ minimum: 1, description: 'Whose details are shown' })),
});

export const lineagePages = (parts: LineagePageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/lineage', permission: 'read:datasets' },
    summary: 'How the data of a dataset came to be, drawn, with the details of each step.',
    query: LineageQuery,
    handler: (call) => ({ html: lineagePage(parts, call, call.query.step ?? null) }),
  }),
];

function lineagePage(parts: LineagePageParts, call: Call<unknown, unknown>, chosen: number | null): string {
  const { dataset, steps, whole } = lineageOf(parts, call.actor, call.params.id!);
  const { t } = textsIn(call.viewer.locale);
  const project = parts.getProject(call.actor as Actor, dataset.project, 'read:datasets');
  const place = { project: { id: project.id, name: project.name }, dataset: { id: dataset.id, name: dataset.name } };
  const last = steps.findLast(({ step }) => step === 'load' || step === 'restore' || step === 'erase');
  const shown = steps.find(({ number }) => number === chosen) ?? last ?? steps.at(-1) ?? null;
  const data = {
    ...{ dataset: { id: dataset.id, name: dataset.name, project: dataset.project }, whole },
    drawing: drawLineage(steps),
    steps: steps.map(brief).reverse(),
    chosen: shown && { ...brief(shown), ...detailsOf(shown, steps) },
  };
  const frame = frameOf(call, { title: `${t('Lineage')}: ${dataset.name}`, section: 'dataset', place });
  return parts.render[call.partial ? 'app' : 'page']('@lineage/lineage', frame, data);
}

const brief = ({ number, step, by, atMs, output, parameters }: RecordedStep) => ({
  ...{ number, step, by, atMs, version: output?.number ?? null },
  mode: (parameters.mode as string | undefined) ?? null,
});

/** What stands beside the drawing; of a load also how its rows were read. */
function detailsOf(step: RecordedStep, steps: readonly RecordedStep[]) {
  const rows = step.inputs.find(({ kind }) => kind === 'rows');
  const read =
    rows && steps.findLast((s) => s.step === 'read' && s.output?.hash === rows.hash && s.number < step.number);
  const { columns: _, privacy, anonymity, ...figures } = { ...read?.parameters, ...step.parameters };
  return {
    ...{ inputs: [...(read?.inputs ?? []), ...step.inputs], output: step.output, build: step.build },
    figures: Object.entries(figures).filter(([, value]) => value !== null && typeof value !== 'object'),
    ...{ privacy: privacy ?? null, anonymity: anonymity ?? null },
  };
}
