import { paletteOf } from '../../platform/charts/index.ts';
import type { networkOf } from './handover-view.ts';

type Network = Awaited<ReturnType<typeof networkOf>>;
const [TITLE, LEGEND_LINE] = [44, 20];
const FONT = 'system-ui, sans-serif';

/** The network as a picture of its own: title and ground, legend, colours written into it. */
export function networkSvg(
  network: Network,
  { title, about, theme, ramp }: { title: string; about: string; theme: 'light' | 'dark'; ramp: 'farc' | 'parc' },
): string {
  const colours = paletteOf(theme);
  const of = (token: string) => text(colours[`--${token}`] ?? '#888888');
  const { legend } = network;
  const height = TITLE + network.height + legend.length * LEGEND_LINE;
  const width = Math.max(480, network.width);
  const arcs = network.arcs.map(({ path, head, stroke, shade }) => {
    const colour = of(`${ramp}-${shade}`);
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${stroke}"/><polygon points="${head}" fill="${colour}"/>`;
  });
  const halo = `stroke="${of('bg')}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  const nodes = network.nodes.map(
    ({ x, y, r, label, colour }) =>
      `<circle cx="${x}" cy="${y}" r="${r}" fill="${of(`cat-${colour}`)}" stroke="${of('bg')}" stroke-width="1.5"/>` +
      `<text x="${x}" y="${y + r + 12}" font-size="11" text-anchor="middle" fill="${of('text')}" ${halo}>${text(label)}</text>`,
  );
  const rows = legend.map(({ colour, text: role }, i) => {
    const y = TITLE + network.height + i * LEGEND_LINE;
    return (
      `<circle cx="22" cy="${y}" r="5" fill="${of(`cat-${colour}`)}"/>` +
      `<text x="34" y="${y + 4}" font-size="11" fill="${of('text')}">${text(role)}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<rect width="${width}" height="${height}" fill="${of('bg')}"/>`,
    `<text x="16" y="20" font-size="14" font-weight="600" fill="${of('text-strong')}">${text(title)}</text>`,
    `<text x="16" y="37" font-size="11" fill="${of('text-2')}">${text(about)}</text>`,
    `<g transform="translate(0 ${TITLE})">${arcs.join('')}${nodes.join('')}</g>${rows.join('')}</svg>`,
  ].join('\n');
}

/** Characters that XML cannot hold become U+FFFD. */
const text = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
