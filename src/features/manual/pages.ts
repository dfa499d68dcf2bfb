import licence from '../../../LICENSE' with { type: 'text' };
import runtime from '../../../packaging/licences/bun.md' with { type: 'text' };
import type { ViewName } from '../../platform/http/generated/page-files.ts';
import { frameOf, type Section } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { designModel } from './design.ts';
import { byCategory, entryOf } from './entries.ts';
import notices from './generated/notices.json' with { type: 'json' };
import type { ManualParts } from './model.ts';

const permission = 'read:self';

/** Help, what the program is made of, and for developers the components of its pages. All of it lies in the program. */
export function manualPages(parts: ManualParts, render: Render): Route[] {
  const { version, build, filters, calculators } = parts;
  const show = (
    call: Call<unknown, unknown>,
    view: ViewName,
    title: string,
    section: Section | null,
    data: object,
  ) => ({
    html: render[call.partial ? 'app' : 'page'](
      view,
      frameOf(call, { title: textsIn(call.viewer.locale).t(title), ...(section ? { section } : {}) }),
      data,
    ),
  });
  const pages = [
    page({
      ...{ method: 'GET', path: '/help', permission },
      summary: 'How to use the product; every filter, every figure with its formula, and the terms.',
      handler: (call) =>
        show(call, '@help/help', 'Help', 'help', {
          filters: byCategory(filters().map(entryOf)),
          calculators: byCategory(calculators().map(entryOf)),
        }),
    }),
    page({
      ...{ method: 'GET', path: '/about', permission },
      summary: 'Version, licence, the packages inside the program, and the sources of its methods.',
      handler: (call) => show(call, '@about/about', 'About', 'about', { version, build, notices }),
    }),
    page({
      ...{ method: 'GET', path: '/about/licence', permission },
      summary: 'The licence of the product.',
      handler: (call) => show(call, '@about/licence', 'Licence', 'about', { licence }),
    }),
    page({
      ...{ method: 'GET', path: '/about/notices', permission },
      summary: 'The licences of all packages inside the program.',
      handler: (call) => show(call, '@about/notices', 'Notices', 'about', { notices, runtime }),
    }),
  ];
  if (!parts.fromSource) return pages;
  return [
    ...pages,
    page({
      ...{ method: 'GET', path: '/design', permission },
      summary: 'Every component of the pages in every state; only where the program runs from its source.',
      handler: (call) => show(call, '@design/design', 'Design', null, designModel(call.viewer)),
    }),
  ];
}
