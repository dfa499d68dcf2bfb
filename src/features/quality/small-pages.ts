import { frameOf } from '../../platform/http/page-frame.ts';
import type { Call } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { QualityPageParts } from './page-model.ts';

type AnyCall = Call<unknown, unknown>;

export const qualityPath = (dataset: string): string => `/datasets/${encodeURIComponent(dataset)}/quality`;

/** A page of its own beside the report, as forms and lists are. @param title in English */
export function formPage(
  parts: QualityPageParts,
  call: AnyCall,
  view: `@${string}`,
  title: string,
  data: object,
): string {
  const { dataset } = parts.datasets.openDataset(call.actor, call.params.id!);
  const project = parts.getProject(call.actor, dataset.project, 'read:projects');
  const place = {
    project: { id: project.id, name: project.name },
    dataset: { id: dataset.id, name: dataset.name },
  };
  const frame = frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'quality', place });
  return parts.render[call.partial ? 'app' : 'page'](view as never, frame, {
    ...data,
    dataset,
    at: qualityPath(dataset.id),
  });
}
