import { Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { addressesOf } from './addresses.ts';
import type { AnalysisSection } from './model.ts';
import { placeOf } from './places.ts';
import type { WorkbenchParts } from './use-cases.ts';

/** Query of a form that leads back to where it was opened. */
export const Back = Type.Optional(Type.String({ maxLength: 14_000, description: 'The page to go back to' }));

/** A page of its own beside the analyses of a dataset, as forms and lists of rules are. */
export interface Beside {
  readonly section: AnalysisSection;
  readonly view: Parameters<Render['page']>[0];
  /** In English. */
  readonly title: string;
  readonly data: object;
}

export function besidePage(
  parts: WorkbenchParts,
  render: Render,
  call: Call<unknown, unknown>,
  { section, view, title, data }: Beside,
): string {
  const place = placeOf(parts, call, call.params.id!, '');
  const frame = frameOf(call, { title: textsIn(call.viewer.locale).t(title), section, place });
  return render[call.partial ? 'app' : 'page'](view, frame, data);
}

/** The page of a section to go back to, whatever was sent. */
export function backWithin(dataset: string, section: AnalysisSection, sent: string | undefined): string {
  const base = addressesOf(dataset).to(section, '');
  return sent?.startsWith(base) && !/[\\\p{Cc}]|\/\/|\.\./u.test(sent) ? sent : base;
}
