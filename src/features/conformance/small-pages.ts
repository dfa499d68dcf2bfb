import { Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Call } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { ConformancePageParts } from './page-parts.ts';

export const Back = Type.Optional(Type.String({ maxLength: 14_000, description: 'The page to go back to' }));

/** The page to go back to: one of this dataset's, whatever was sent. */
export function sameDataset(dataset: string, sent: string | undefined): string {
  const base = `/datasets/${encodeURIComponent(dataset)}/conformance`;
  return sent?.startsWith(base) && !/[\\\p{Cc}]|\/\/|\.\./u.test(sent) ? sent : base;
}

/** A page of its own beside the analysis, as forms are. */
export function formPage(
  parts: ConformancePageParts,
  call: Call<unknown, unknown>,
  view: `@${string}`,
  title: string,
  data: object,
): string {
  const { dataset } = parts.openDataset(call.actor, call.params.id!);
  const project = parts.getProject(call.actor, dataset.project, 'read:projects');
  const place = {
    project: { id: project.id, name: project.name },
    dataset: { id: dataset.id, name: dataset.name },
  };
  const frame = frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'conformance', place });
  return parts.render[call.partial ? 'app' : 'page'](view as never, frame, data);
}
