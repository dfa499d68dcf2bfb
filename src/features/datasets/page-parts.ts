import { Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Project } from '../tenancy/index.ts';
import type { Dataset } from './model.ts';
import type { DatasetParts } from './use-cases.ts';

/** What the pages of this feature have in common. */
export interface DatasetPageParts extends DatasetParts {
  readonly render: Render;
}
export type AnyCall = Call<unknown, unknown>;

/** A field of a form. */
export const Text = (maxLength: number) => Type.String({ maxLength, default: '' });

export const show = (
  { render }: DatasetPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  options: Parameters<typeof frameOf>[1],
  data: object,
): string => render[call.partial ? 'app' : 'page'](view, frameOf(call, options), data);

export const inProject = ({ id, name }: Project) => ({ project: { id, name } });

/** Title and place of a page about one dataset. */
export function titled(parts: DatasetPageParts, call: AnyCall, title: string, dataset: Dataset) {
  const project = parts.getProject(call.actor, dataset.project, 'read:datasets');
  const place = { ...inProject(project), dataset: { id: dataset.id, name: dataset.name } };
  return { title, section: 'dataset' as const, place };
}

export const texts = (call: AnyCall) => textsIn(call.viewer.locale);
