/*
 * The map's page made live. The server laid the map out and drew it; this takes its data, draws the same with Cytoscape, and asks the
 * server again when sliders move. Without this script the drawing, its links and the forms do the same, one page at a time.
 */
const one = (id) => document.getElementById(id);
const stage = () => one('map-stage');
const NEEDED = ['colours', 'elementsOf', 'createGraph', 'createPlayer', 'saveSvg'];
const parts = () => window.cytoscape && NEEDED.every((name) => window.aditMap?.[name]);

/** The live map of this tab; its element moves into each page of the same dataset, so that place and zoom stay. */
let live = null;

async function begin() {
  for (let i = 0; i < 200 && !parts(); i++) await new Promise((done) => setTimeout(done, 25));
  if (!parts() || !stage()) return;
  const dataset = location.pathname;
  if (live && live.dataset !== dataset) end();
  const holder = one('map-live');
  if (live && holder) holder.replaceWith(live.host);
  const hadFocus = live?.focused;
  if (!live) {
    holder.hidden = false;
    // htmx copies attributes between elements of one id, and a copied style is refused.
    holder.removeAttribute('id');
    live = { dataset, host: holder, graph: null, cursor: null };
    live.graph = window.aditMap.createGraph(holder);
    live.player = window.aditMap.createPlayer(live.graph);
    listen(live);
    take();
    live.graph.open();
  } else take();
  document.documentElement.classList.add('is-live');
  dress();
  live.graph.cy.resize();
  if (hadFocus) live.host.focus({ preventScroll: true });
}

function end() {
  live.player.end();
  live.graph.cy.destroy();
  live = null;
  document.documentElement.classList.remove('is-live');
}

/** Takes the data that the page carries. */
function take() {
  const data = JSON.parse(one('map-data').textContent);
  live.graph.show(data);
  live.player.moved();
  for (const [id, count, of] of [
    ['map-a-out', data.nodes.length, data.of.activities],
    ['map-p-out', data.arcs.length, data.of.arcs],
  ]) {
    const lang = document.documentElement.lang;
    if (one(id)) one(id).textContent = `${count.toLocaleString(lang)} / ${of.toLocaleString(lang)}`;
  }
  showZoom();
}

/** Controls that need the script. */
function dress() {
  for (const id of ['map-live-tools', 'map-zoom']) if (one(id)) one(id).hidden = false;
  for (const button of document.querySelectorAll('[data-map-export]')) button.hidden = false;
  if (one('map-play-open')) one('map-play-open').hidden = matchMedia('(prefers-reduced-motion: reduce)').matches;
  live.host.tabIndex = 0;
  live.host.setAttribute('role', 'application');
  live.host.setAttribute('aria-label', stage().dataset.label);
  live.player.attach(stage());
  showZoom();
}

const showZoom = () => {
  if (one('map-scale-out') && live) one('map-scale-out').textContent = `${Math.round(live.graph.cy.zoom() * 100)} %`;
};

function go(path) {
  live.focused = document.activeElement === live.host;
  window.htmx.ajax('GET', path, { target: '#app', swap: 'innerHTML', push: path });
}

function addressOf(changes) {
  const url = new URL(location.href);
  for (const name of ['live', 'play', 'colour']) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}
const select = (act, next = null) => go(addressOf({ act, next }));

/* Pointer and keys on the map */
function listen({ graph, host }) {
  const { cy } = graph;
  const tip = document.createElement('div');
  tip.className = 'map-tip';
  tip.hidden = true;
  host.append(tip);
  cy.on('tap', 'node.activity', ({ target }) => select(target.data('key')));
  cy.on('tap', 'edge', ({ target }) => target.data('keys') && select(...target.data('keys')));
  cy.on('mouseover', 'node.activity, edge, node.marker', ({ target, renderedPosition }) => {
    target.addClass('over');
    host.style.cursor = 'pointer';
    tip.textContent = target.data('title') ?? '';
    tip.hidden = tip.textContent === '';
    const at = renderedPosition ?? { x: 0, y: 0 };
    tip.style.left = `${Math.max(4, Math.min(at.x + 14, cy.width() - 330))}px`;
    tip.style.top = `${at.y + 18 > cy.height() - 60 ? at.y - 56 : at.y + 18}px`;
  });
  cy.on('mouseout', 'node, edge', ({ target }) => {
    target.removeClass('over');
    host.style.cursor = '';
    tip.hidden = true;
  });
  cy.on('zoom', showZoom);
  host.addEventListener('keydown', (event) => press(event));
  new ResizeObserver(() => cy.resize()).observe(host);
}

const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { graph } = live;
  const way = WAYS[event.key];
  const act = {
    '+': () => graph.zoomBy(1.25),
    '=': () => graph.zoomBy(1.25),
    '-': () => graph.zoomBy(0.8),
    0: () => graph.fit(),
    Home: () => walkTo(graph.data().mainPath[0]),
    Enter: () => live.cursor !== null && select(live.cursor),
    Escape: () => graph.data().selection && go(addressOf({ act: null, next: null })),
  }[event.key];
  if (!way && !act) return;
  event.preventDefault();
  if (way) walk(way);
  else act();
}

/** To the nearest activity in that direction. */
function walk([dx, dy]) {
  const { nodes, selection, mainPath } = live.graph.data();
  const here = nodes.find(({ key }) => key === (live.cursor ?? selection?.activity));
  if (!here) return walkTo(mainPath[0]);
  const far = ({ x, y, w, h }) => {
    const [ox, oy] = [x + w / 2 - here.x - here.w / 2, y + h / 2 - here.y - here.h / 2];
    const along = ox * dx + oy * dy;
    const aside = Math.abs(ox * dy) + Math.abs(oy * dx);
    return along <= 1 || aside > along * 4 ? Number.POSITIVE_INFINITY : along + 2 * aside;
  };
  const next = nodes
    .filter((node) => node !== here)
    .reduce((best, node) => (far(node) < far(best) ? node : best), here);
  if (next !== here && far(next) < Number.POSITIVE_INFINITY) walkTo(next.key);
}

function walkTo(key) {
  const node = live.graph.node(key);
  if (node.empty()) return;
  live.graph.cy.nodes('.cursor').removeClass('cursor');
  node.addClass('cursor');
  live.cursor = key;
  live.graph.bring(node);
  if (one('map-said')) one('map-said').textContent = node.data('title');
}

/* Sliders: the map follows; one request at a time, the latest wish next */
let [wanted, busy] = [null, false];
function follow() {
  const path = addressOf({ a: one('map-a').value, p: one('map-p').value });
  history.replaceState(history.state, '', path);
  keepInLinks();
  wanted = `${path}&live=1`;
  if (!busy) ask();
}
async function ask() {
  busy = true;
  while (wanted) {
    const path = wanted;
    wanted = null;
    await window.htmx
      .ajax('GET', path, { target: '#map-body', select: '#map-body', selectOOB: '#map-strip', swap: 'outerHTML' })
      .catch(() => {});
  }
  busy = false;
}
/** Links of the filter bar and the tools were written before the sliders moved. */
function keepInLinks() {
  for (const link of document.querySelectorAll('.filters a[href], .map-tools a[href], .map-side a[href]')) {
    const url = new URL(link.href);
    if (url.pathname !== location.pathname) continue;
    url.searchParams.set('a', one('map-a').value);
    url.searchParams.set('p', one('map-p').value);
    link.href = url.pathname + url.search;
  }
}

function find(text) {
  const { cy } = live.graph;
  cy.nodes('.found').removeClass('found');
  const word = text.trim().toLocaleLowerCase();
  if (word === '') return;
  const found = cy.nodes('.activity').filter((node) => node.data('name').toLocaleLowerCase().includes(word));
  found.addClass('found');
  if (found.nonempty())
    walkTo((found.filter((node) => node.data('name').toLocaleLowerCase() === word)[0] ?? found[0]).data('key'));
}

const typed = {
  'map-a': follow,
  'map-p': follow,
  'map-search': (field) => find(field.value),
  'map-player-at': (field) => live.player.seek(field.value / 1000),
};
document.addEventListener('input', ({ target }) => live && typed[target.id]?.(target));
document.addEventListener('change', ({ target }) => {
  if (live && ['map-player-mode', 'map-player-colour'].includes(target.id)) live.player.forget();
});
document.addEventListener('click', ({ target }) => {
  if (!live) return;
  const zoom = target.closest('[data-zoom]')?.dataset.zoom;
  if (zoom)
    ({ in: () => live.graph.zoomBy(1.25), out: () => live.graph.zoomBy(0.8), fit: () => live.graph.fit() })[zoom]();
  const kind = target.closest('[data-map-export]')?.dataset.mapExport;
  if (kind) saveAs(kind);
  if (target.closest('#map-player-go')) live.player.toggle();
  const opener = target.closest('#map-play-open');
  if (!opener) return;
  const player = one('map-player');
  player.hidden = !player.hidden;
  opener.setAttribute('aria-expanded', String(!player.hidden));
  if (player.hidden) live.player.forget();
});
document.addEventListener('keydown', (event) => {
  if (!live || event.target.id !== 'map-search') return;
  if (event.key === 'Enter' && live.cursor !== null) {
    event.preventDefault();
    select(live.cursor);
  } else if (event.key === 'Escape') live.host.focus();
});

async function saveAs(kind) {
  one('map-more').hidePopover();
  if (kind === 'png') return window.aditMap.savePng(live.graph);
  if (!one('map-svg')) {
    const path = addressOf({});
    await window.htmx.ajax('GET', path, { target: '#map-body', select: '#map-body', swap: 'outerHTML' });
  }
  window.aditMap.saveSvg(one('map-svg'));
}

const repaint = () => {
  live?.graph.paint();
  live?.player.paint();
};
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ['data-theme'] });
document.addEventListener('htmx:after:swap', () => {
  if (stage()) begin();
  else if (live) end();
});
begin();
