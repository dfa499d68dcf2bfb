import { FILES, VIEWS } from '../../platform/http/generated/page-files.ts';
import type { Viewer } from '../../platform/http/viewer.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { sampleDrawings } from '../models/index.ts';

/** Tokens by what they are for; read from the stylesheet, so that none is missing. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  [
    'Grounds, lines and text',
    /^(bg|surface|sunken|raised|line|line-strong|control-line|text|text-2|text-strong|hover|scrim)$/,
  ],
  ['Action, place and states', /^(accent|copper|ok|warn|bad|info|on-|focus|select|end|hatch)/],
  ['Frequency', /^freq-/],
  ['Duration', /^perf-/],
  ['Deviation', /^dev-/],
  ['Arcs', /^[fp]arc-/],
  ['Ink on heat', /^heat-/],
  ['Categories', /^cat-\d+$/],
];

/** What the page of components shows besides the components themselves. */
export function designModel(viewer: Viewer) {
  const tokens = [...new Set([...(FILES['css/1-tokens.css'] ?? '').matchAll(/^\s*--([\w-]+):/gm)].map((m) => m[1]!))];
  const colours = GROUPS.map(([title, fits]) => ({ title, names: tokens.filter((name) => fits.test(name)) }));
  const of = (start: string) => tokens.filter((name) => name.startsWith(start));
  return {
    ...{ colours, type: of('t-'), spaces: of('s-'), radii: of('r-') },
    icons: [...VIEWS['@layouts/icons']!.matchAll(/id="i-([\w-]+)"/g)].map((m) => m[1]!),
    components: Object.keys(VIEWS).filter((name) => name.startsWith('@components/')),
    drawings: sampleDrawings(formatFor(viewer), textsIn(viewer.locale)),
    durations: [0, 7, 999, 46_000, 200_000, 3_600_000, 187_200_000, 8.1e9, -5000],
    shares: [0, 0.0001, 0.25, 0.5, 0.9999, 1],
  };
}
