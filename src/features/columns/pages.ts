import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Project } from '../tenancy/index.ts';
import type { ColumnDescription } from './model.ts';
import { type ColumnParts, describeDataset } from './use-cases.ts';

export interface ColumnPageParts extends ColumnParts {
  readonly render: Render;
  readonly getProject: (
    actor: Parameters<ColumnParts['openDataset']>[0],
    id: string,
    permission: 'read:datasets',
  ) => Project;
}

/** The element of the dataset's page that is filled once its figures are computed. */
const PLACE = 'div#columns';

export const columnPages = (parts: ColumnPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/datasets/:id/columns', permission: 'read:analyses' },
    summary: 'The columns of a dataset: a page, or the part of one.',
    handler: async (call) => {
      const { dataset } = parts.openDataset(call.actor, call.params.id!);
      const description = await describeDataset(parts, call.actor, dataset.id, call.signal);
      const shown = { ...description, ...spanOf(description), columns: description.columns.map(columnOf) };
      const project = parts.getProject(call.actor, dataset.project, 'read:datasets');
      const frame = frameOf(call, {
        title: `${textsIn(call.viewer.locale).t('Columns')}: ${dataset.name}`,
        section: 'dataset',
        place: { project: { id: project.id, name: project.name }, dataset: { id: dataset.id, name: dataset.name } },
      });
      if (call.header('hx-target') === PLACE) return { html: parts.render.view('@datasets/_columns', frame, shown) };
      return { html: parts.render.page('@datasets/columns', frame, { dataset, description: shown }) };
    },
  }),
];

const ms = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));
const spanOf = ({ start, end }: { start: string | null; end: string | null }) => ({
  startMs: ms(start),
  endMs: ms(end),
});

/** Extremes as numbers: instants in milliseconds. */
function columnOf(column: ColumnDescription) {
  const { min, max } = column;
  const number = (value: string | number | null): number | null => (typeof value === 'string' ? ms(value) : value);
  return { ...column, span: min === null || max === null ? null : { min: number(min), max: number(max) } };
}
