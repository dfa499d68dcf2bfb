import { Eta } from 'eta';
import problemView from '../../../views/errors/problem.eta' with { type: 'text' };
import layout from '../../../views/layouts/page.eta' with { type: 'text' };
import type { Problem } from './problem.ts';

/** Templates by name, as text inside the program; names begin with `@`. */
export type Templates = Readonly<Record<`@${string}`, string>>;

/** What every page's frame needs. */
export interface Frame {
  readonly title: string;
  /** The signed-in person's name; null on pages for everybody. */
  readonly user: string | null;
  /** Token of the sign-out form; empty where nobody is signed in. */
  readonly csrf: string;
}

/** Fills a template; `frame` and the view's own plain data are its `it`. Everything is escaped. */
export type Render = (view: `@${string}`, frame: Frame, data?: object) => string;

export const FRAME_TEMPLATES: Templates = { '@layouts/page': layout, '@errors/problem': problemView };

/**
 * A template that does not parse, or a name that is there twice, stops the start.
 * @param notice stands on every page, as that this is a demo; null: none
 */
export function renderer(sets: readonly Templates[], notice: string | null = null): Render {
  const eta = new Eta({ autoEscape: true, autoTrim: false });
  const known = new Set<string>();
  for (const [name, text] of [FRAME_TEMPLATES, ...sets].flatMap((set) => Object.entries(set))) {
    if (known.has(name)) throw new Error(`the template ${name} is there twice`);
    known.add(name);
    eta.loadTemplate(name, text);
  }
  return (view, frame, data = {}) => {
    if (!known.has(view)) throw new Error(`there is no template ${view}`);
    return eta.render(view, { frame, notice, ...data });
  };
}

/** The page for a failed request: what happened, and the request id to ask about. */
export const problemPage =
  (render: Render) =>
  (problem: Problem): string =>
    render('@errors/problem', { title: problem.title, user: null, csrf: '' }, { problem });
