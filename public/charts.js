/*
 * Makes the charts of a page live: the same option that the server draws from, in the colours of the reader's theme. A click on a part
 * follows the link of its row in the table, so that keyboard, pointer and readers without scripts reach the same filters.
 */

const live = new Map();

const locale = () => document.documentElement.lang || 'en';

/** The colour that a token has on this page; on paper always the light one. */
function colourReader(paper) {
  const probe = document.createElement('span');
  if (paper) probe.style.colorScheme = 'light';
  document.body.append(probe);
  return {
    of(token) {
      probe.style.color = `var(${token})`;
      return getComputedStyle(probe).color;
    },
    end: () => probe.remove(),
  };
}

/** As the server's `dress.ts`: colours for tokens, functions for formats. */
function dressed(option, tips, { paper = false, about = null } = {}) {
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 });
  const perCent = new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 });
  const formats = {
    '#number': (value) => number.format(value),
    '#percent': (value) => perCent.format(value),
    '#tip': (params) => tips[(Array.isArray(params) ? params[0] : params).dataIndex] ?? '',
  };
  const colours = colourReader(paper);
  const walk = (value) => {
    if (typeof value === 'string')
      return Object.hasOwn(formats, value) ? formats[value] : value.startsWith('--') ? colours.of(value) : value;
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]));
  };
  const made = walk(option);
  const ground = colours.of('--surface');
  colours.end();
  return about === null ? made : alone(made, about, ground);
}

/** With title and ground, for a picture that stands alone. */
const alone = ({ title, legend, grid, ...rest }, about, ground) => ({
  ...{ ...rest, backgroundColor: ground, title: { ...title, show: true, subtext: about } },
  legend: { ...legend, left: 8, top: legend.top + 44 },
  grid: { ...grid, left: grid.left + 8, right: grid.right + 8, top: grid.top + 44, bottom: 10 },
});

function start(figure) {
  const { option, tips, about, points } = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const room = figure.querySelector('.chart-room');
  const place = document.createElement('div');
  place.className = 'chart-live';
  room.append(place);
  const chart = window.echarts.init(place, null, { renderer: 'canvas' });
  chart.setOption(dressed(option, tips));
  const size = new ResizeObserver(() => chart.resize());
  size.observe(place);
  const links = () => figure.querySelectorAll('.chart-table tbody tr');
  const indexAt = (x) => {
    const at = chart.convertFromPixel({ xAxisIndex: 0 }, x);
    if (!points) return Math.round(at);
    const xs = option.series[0].data.map(([value]) => value);
    return xs.reduce((best, value, i) => (Math.abs(value - at) < Math.abs(xs[best] - at) ? i : best), 0);
  };
  const inside = ({ offsetX, offsetY }) => chart.containPixel('grid', [offsetX, offsetY]);
  if ('clickable' in figure.dataset) {
    chart.getZr().on('click', (event) => {
      if (!inside(event) || figure.dataset.dragged) return;
      links()[indexAt(event.offsetX)]?.querySelector('a')?.click();
    });
    chart.getZr().on('mousemove', (event) => chart.getZr().setCursorStyle(inside(event) ? 'pointer' : 'default'));
    dragPeriods(figure, chart, place, indexAt);
  }
  const png = figure.querySelector('[data-png]');
  png.hidden = false;
  png.onclick = () => savePng(figure, dressed(option, tips, { about }), place);
  live.set(figure, { chart, size, draw: (paper) => chart.setOption(dressed(option, tips, { paper })) });
}

/** A period is chosen by dragging over it, where the figure has a form for one. */
function dragPeriods(figure, chart, place, indexAt) {
  const form = figure.parentElement.querySelector('[data-period]');
  if (!form) return;
  const periods = [...form.elements.from.options].map((option) => option.value);
  let from = null;
  const band = document.createElement('div');
  band.className = 'chart-band';
  band.hidden = true;
  place.append(band);
  const clamp = (x) => Math.max(0, Math.min(periods.length - 1, indexAt(x)));
  chart.getZr().on('mousedown', (event) => {
    if (!chart.containPixel('grid', [event.offsetX, event.offsetY])) return;
    from = event.offsetX;
    delete figure.dataset.dragged;
  });
  chart.getZr().on('mousemove', (event) => {
    if (from === null || Math.abs(event.offsetX - from) < 6) return;
    figure.dataset.dragged = 'yes';
    band.hidden = false;
    band.style.left = `${Math.min(from, event.offsetX)}px`;
    band.style.width = `${Math.abs(event.offsetX - from)}px`;
  });
  chart.getZr().on('globalout', () => {
    from = null;
    band.hidden = true;
  });
  chart.getZr().on('mouseup', (event) => {
    const begun = from;
    from = null;
    band.hidden = true;
    if (!figure.dataset.dragged || begun === null) return;
    const [first, last] = [clamp(begun), clamp(event.offsetX)].sort((a, b) => a - b);
    form.elements.from.value = periods[first];
    form.elements.to.value = form.elements.to.options[last].value;
    form.requestSubmit();
  });
}

function savePng(figure, option, { clientWidth, clientHeight }) {
  const paper = document.createElement('div');
  const chart = window.echarts.init(paper, null, {
    ...{ renderer: 'canvas', width: Math.max(clientWidth, 640), height: clientHeight + 60, devicePixelRatio: 2 },
  });
  chart.setOption({ ...option, tooltip: { show: false } });
  const link = document.createElement('a');
  link.href = chart.getDataURL({ type: 'png', pixelRatio: 2 });
  link.download = `${figure.querySelector('h2').textContent.trim()}.png`;
  chart.dispose();
  link.click();
}

function startAll() {
  for (const [figure, { chart, size }] of live) {
    if (figure.isConnected) continue;
    size.disconnect();
    chart.dispose();
    live.delete(figure);
  }
  for (const figure of document.querySelectorAll('figure[data-chart]'))
    if (!live.has(figure) && window.echarts) start(figure);
}

const library = document.querySelector('script[data-echarts]');
if (window.echarts) startAll();
else library?.addEventListener('load', startAll);
document.addEventListener('htmx:after:swap', () => {
  if (window.echarts) return startAll();
  document.querySelector('script[data-echarts]')?.addEventListener('load', startAll);
});

const redraw = (paper) => {
  for (const { draw } of live.values()) draw(paper);
};
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw(false));
new MutationObserver(() => redraw(false)).observe(document.documentElement, { attributeFilter: ['data-theme'] });
addEventListener('beforeprint', () => redraw(true));
addEventListener('afterprint', () => redraw(false));
