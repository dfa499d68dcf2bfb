import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call } from '../../platform/http/route.ts';
import type { PipelinePageParts } from './page-sources.ts';

type AnyCall = Call<unknown, unknown>;

/** A page of pipelines, or its part that htmx swaps. */
export function show(
  { render }: PipelinePageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string {
  const frame = frameOf(call, { title, section: 'pipelines' });
  return render[call.partial ? 'app' : 'page'](view, frame, data);
}
