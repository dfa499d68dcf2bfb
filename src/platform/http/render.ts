import { Eta } from 'eta';
import { type Format, formatFor } from '../text/format.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { assetUrl } from './assets.ts';
import { VIEWS, type ViewName } from './generated/page-files.ts';
import type { Frame } from './page-frame.ts';
import type { Problem } from './problem.ts';

/** What every template and component can use by name, besides its own `it`. */
interface Surroundings extends Texts {
  readonly fmt: Format;
  readonly frame: Frame;
  /** Stands on every page, as that this is a demo; null: none. */
  readonly notice: string | null;
  /** Address of a file of public/ or of a browser library, with its checksum. */
  readonly asset: (name: string) => string;
}

export interface Render {
  /** A whole page: the view inside navigation and frame. */
  page(view: ViewName, frame: Frame, data?: object): string;
  /** Navigation and view, for a boosted request that swaps both. */
  app(view: ViewName, frame: Frame, data?: object): string;
  /** The view alone: for what htmx puts into a place of the page. */
  view(view: ViewName, frame: Frame, data?: object): string;
  /** What stands before and after a view, of the whole page or of navigation and view: the first can be sent while the view is computed. */
  around(frame: Frame, extent: 'page' | 'app'): { readonly before: string; readonly after: string };
}

/** Text that no template holds, to cut the frame in two. */
const CONTENT = '\u0000content\u0000';

/** Every template begins with this. A component gets the data it is given; `include` would add all data of its caller. */
const HEADER = `const { t, n, fmt, frame, notice, asset } = this.surroundings;
const part = (name, data = {}) => this.render(name, data);`;

/** Eta with surroundings that last for one page: rendering is synchronous, so nobody else's are seen. */
class Pages extends Eta {
  surroundings: Surroundings | null = null;
}

/**
 * A template that does not parse stops the start.
 * @param notice stands on every page, as that this is a demo; null: none
 */
export function renderer(notice: string | null = null, views: Readonly<Record<ViewName, string>> = VIEWS): Render {
  const eta = new Pages({
    autoEscape: true,
    autoTrim: false,
    functionHeader: HEADER,
  });
  for (const [name, text] of Object.entries(views)) {
    if (/\binclude\(/.test(text)) throw new Error(`${name} uses include(); write part() instead`);
    eta.loadTemplate(name, text);
  }
  const one = (name: ViewName, frame: Frame, data: object = {}): string => {
    const outer = eta.surroundings;
    const { viewer } = frame;
    eta.surroundings = { ...textsIn(viewer.locale), fmt: formatFor(viewer), frame, notice, asset: assetUrl };
    try {
      return eta.render(name, data);
    } finally {
      eta.surroundings = outer;
    }
  };
  const app = (frame: Frame, content: string) => one('@layouts/app', frame, { content });
  const page = (frame: Frame, content: string) => one('@layouts/page', frame, { content: app(frame, content) });
  return {
    view: one,
    app: (view, frame, data) => app(frame, one(view, frame, data)),
    page: (view, frame, data) => page(frame, one(view, frame, data)),
    around(frame, extent) {
      const [before = '', after = ''] = (extent === 'page' ? page : app)(frame, CONTENT).split(CONTENT);
      return { before, after };
    },
  };
}

/** The page for a failed request: what happened, and the request id to ask about. */
export const problemPage =
  (render: Render) =>
  (problem: Problem, frame: Frame, extent: 'page' | 'app' | 'view'): string =>
    render[extent]('@errors/problem', frame, { problem });
