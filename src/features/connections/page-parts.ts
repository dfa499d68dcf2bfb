import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call, PageAnswer } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { type AskingParts, testConnection } from './ask.ts';

export const PATH = '/connections';

export interface ConnectionPageParts extends AskingParts {
  readonly render: Render;
}

export type AnyCall = Call<unknown, unknown>;

export function show(
  { render }: ConnectionPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string {
  const frame = frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'connections' });
  return render[call.partial ? 'app' : 'page'](view, frame, data);
}

export async function testAndBack(parts: ConnectionPageParts, call: AnyCall, id: string): Promise<PageAnswer> {
  const { passed } = await testConnection(parts, call.actor, id, call.signal);
  // What went wrong stands on the page.
  if (passed) call.reply.flash = textsIn(call.viewer.locale).t('The test went well.');
  return { redirect: `${PATH}/${id}` };
}
