import { type Figure, perEventNs, ratio, type Slope, type Unit } from './figure.ts';

const HEAD = ['work', 'events', 'median (least–most)', 'per event', 'to reach', 'peer', 'ratio'];

/** The figures as a table of text, numbers to the right. */
export function tableText(figures: readonly Figure[]): string {
  const rows = figures.map((f) => [
    f.work,
    f.events === null ? '–' : countText(f.events),
    spreadText(f),
    perEventNs(f) === null ? '–' : `${perEventNs(f)!.toFixed(2)} ns`,
    f.toReach === null ? '–' : `≤ ${amount(f.toReach, f.unit)}`,
    f.peer === null ? '–' : peerText(f.peer),
    ratio(f) === null ? '–' : `× ${ratio(f)! < 10 ? ratio(f)!.toFixed(1) : Math.round(ratio(f)!)}`,
  ]);
  return columns([HEAD, ...rows]);
}

export const slopesText = (slopes: readonly Slope[]): string =>
  columns([
    ['cost per event', ...Array.from({ length: most(slopes) }, () => ''), 'growth at the last step'],
    ...slopes.map(({ work, costs, growth }) => [
      work,
      ...Array.from({ length: most(slopes) }, (_, i) =>
        costs[i] ? `${countText(costs[i].events)}: ${costs[i].ns.toFixed(2)} ns` : '',
      ),
      `× ${growth.toFixed(2)}${growth <= 1.25 ? ', linear' : ''}`,
    ]),
  ]);

const most = (slopes: readonly Slope[]): number => Math.max(...slopes.map((s) => s.costs.length));

/** `5 M`, `50 k`, `561,470`. */
export function countText(events: number): string {
  if (events >= 1e6 && events % 1e5 === 0) return `${events / 1e6} M`;
  if (events >= 1e3 && events % 1e3 === 0) return `${events / 1e3} k`;
  return events.toLocaleString('en');
}

/** `13.7 ms (7.0–39.8)`: the parentheses in the unit of the median; a value taken once stands alone. */
function spreadText({ value: { median, least, most }, unit }: Figure): string {
  const [show, name] = scaleOf(median, unit);
  return least === most ? `${show(median)} ${name}` : `${show(median)} ${name} (${show(least)}–${show(most)})`;
}

function amount(value: number, unit: Unit): string {
  const [show, name] = scaleOf(value, unit);
  return `${show(value)} ${name}`;
}

/** How a number of this size is written, and the unit it is written in. */
function scaleOf(value: number, unit: Unit): [(value: number) => string, string] {
  if (unit === 'bytes') return [(v) => v.toFixed(1), 'B'];
  if (unit === 'MB') return [(v) => String(Math.round(v)), 'MB'];
  if (value >= 1_000) return [(v) => (v / 1000).toFixed(value >= 10_000 ? 1 : 2), 's'];
  return [(v) => (value >= 100 ? String(Math.round(v)) : v.toFixed(1)), 'ms'];
}

function peerText({ tool, leastMs, mostMs, only }: NonNullable<Figure['peer']>): string {
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const range = leastMs === mostMs ? seconds(leastMs) : `${seconds(leastMs)}–${seconds(mostMs)}`;
  return `${tool} ${range} s${only ? ` (${only})` : ''}`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  return `${lines[0]}\n${'─'.repeat([...lines[0]!].length)}\n${lines.slice(1).join('\n')}\n`;
}
