import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call } from '../../platform/http/route.ts';
import type { ExtractionParts } from './parts.ts';

/** What the pages of this feature have in common. */
export interface ExtractionPageParts extends ExtractionParts {
  readonly render: Render;
}
export type AnyCall = Call<unknown, unknown>;

export const PATH = '/extractions';

export const show = (
  { render }: ExtractionPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string => render[call.partial ? 'app' : 'page'](view, frameOf(call, { title, section: 'extractions' }), data);
