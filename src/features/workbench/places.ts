import type { Place } from '../../platform/http/page-frame.ts';
import type { Call } from '../../platform/http/route.ts';
import type { WorkbenchParts } from './use-cases.ts';

/** The page to go back to: one of this dataset's, whatever was sent. */
export function backTo(dataset: string, sent: string | undefined): string {
  const base = `/datasets/${encodeURIComponent(dataset)}/`;
  return sent?.startsWith(base) && !/[\\\p{Cc}]|\/\/|\.\./u.test(sent) ? sent : `${base}map`;
}

/** The page with these filters in its address. */
export function withFilters(back: string, f: string): string {
  const url = new URL(back, 'http://localhost');
  if (f) url.searchParams.set('f', f);
  else url.searchParams.delete('f');
  return url.pathname + url.search;
}

export function placeOf(parts: WorkbenchParts, { actor }: Call<unknown, unknown>, id: string, f: string): Place {
  const { dataset } = parts.openDataset(actor, id);
  const project = parts.getProject(actor, dataset.project, 'read:projects');
  return { project: { id: project.id, name: project.name }, dataset: { id, name: dataset.name }, query: f && `f=${f}` };
}
