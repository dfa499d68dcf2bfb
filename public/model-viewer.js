/*
 * Drawings of models made live: zoom, fit, drag, search for an activity, a picture to save. Without this script they scroll, and the
 * drawing is saved as SVG.
 */
const SMALLEST = 0.1;
const LARGEST = 4;
/** Smaller than this nobody reads it: then it opens in its own size, at its beginning. */
const READABLE = 0.6;
const scales = new WeakMap();

const panOf = (viewer) => viewer.querySelector('.model-pan');
const svgOf = (viewer) => viewer.querySelector('.model-pan svg.model');
const scaleOf = (viewer) => scales.get(viewer) ?? 1;

/** Zooms so that what lies at this point of the window of the drawing stays there; without one, its middle. */
function zoomTo(viewer, wanted, at) {
  const [pan, svg] = [panOf(viewer), svgOf(viewer)];
  const before = scaleOf(viewer);
  const scale = Math.min(LARGEST, Math.max(SMALLEST, wanted));
  const [x, y] = at ?? [pan.clientWidth / 2, pan.clientHeight / 2];
  const [left, top] = [(pan.scrollLeft + x) / before, (pan.scrollTop + y) / before];
  const { width, height } = svg.viewBox.baseVal;
  svg.setAttribute('width', width * scale);
  svg.setAttribute('height', height * scale);
  scales.set(viewer, scale);
  pan.scrollLeft = left * scale - x;
  pan.scrollTop = top * scale - y;
  const lang = document.documentElement.lang;
  for (const out of viewer.querySelectorAll('[data-model-scale]'))
    out.textContent = `${Math.round(scale * 100).toLocaleString(lang)} %`;
}

function fitScale(viewer) {
  const [pan, svg] = [panOf(viewer), svgOf(viewer)];
  const { width, height } = svg.viewBox.baseVal;
  const room = Number.parseFloat(getComputedStyle(pan).maxHeight) || pan.clientHeight;
  return Math.min(1, (pan.clientWidth - 2) / width, (room - 2) / height);
}

function begin(viewer) {
  if (scales.has(viewer) || !viewer.querySelector('.shapes > *')) return;
  scales.set(viewer, 1);
  for (const control of viewer.querySelectorAll('[data-scripted]')) control.hidden = false;
  const pan = panOf(viewer);
  pan.classList.add('is-live');
  const fit = fitScale(viewer);
  zoomTo(viewer, fit >= READABLE ? fit : 1, [0, 0]);
  pan.scrollLeft = 0;
  bringUp(pan, beginning(viewer));
  pan.addEventListener('wheel', (event) => turn(viewer, event), { passive: false });
  pan.addEventListener('pointerdown', (event) => drag(pan, event));
  pan.addEventListener('keydown', (event) => press(viewer, event));
}

function turn(viewer, event) {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const box = panOf(viewer).getBoundingClientRect();
  zoomTo(viewer, scaleOf(viewer) * Math.exp(-event.deltaY / 400), [event.clientX - box.left, event.clientY - box.top]);
}

function drag(pan, down) {
  if (down.pointerType !== 'mouse' || down.button !== 0) return;
  const from = { x: down.clientX + pan.scrollLeft, y: down.clientY + pan.scrollTop };
  const ending = new AbortController();
  let moved = false;
  const move = (event) => {
    if (!moved && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < 4) return;
    moved = true;
    pan.classList.add('dragging');
    pan.scrollLeft = from.x - event.clientX;
    pan.scrollTop = from.y - event.clientY;
  };
  // A drag that ends on a step is no click on it; the click comes right behind.
  const click = (event) => {
    if (!moved) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const end = () => {
    pan.classList.remove('dragging');
    setTimeout(() => ending.abort());
  };
  const { signal } = ending;
  addEventListener('pointermove', move, { signal });
  addEventListener('click', click, { signal, capture: true });
  for (const over of ['pointerup', 'pointercancel']) addEventListener(over, end, { signal });
  addEventListener('dragstart', (event) => event.preventDefault(), { signal });
}

function press(viewer, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    '+': () => zoomTo(viewer, scaleOf(viewer) * 1.25),
    '=': () => zoomTo(viewer, scaleOf(viewer) * 1.25),
    '-': () => zoomTo(viewer, scaleOf(viewer) * 0.8),
    0: () => zoomTo(viewer, fitScale(viewer)),
    1: () => zoomTo(viewer, 1),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/* Search */
function find(viewer, field, step) {
  const steps = [...viewer.querySelectorAll('.model-step')];
  const word = field.value.trim().toLocaleLowerCase();
  const nameOf = (one) => (one.querySelector('title')?.textContent ?? '').toLocaleLowerCase();
  const found = word === '' ? [] : steps.filter((one) => nameOf(one).includes(word));
  for (const one of steps) one.classList.toggle('found', found.includes(one));
  const at = found.length === 0 ? 0 : (Number(field.dataset.at ?? 0) + step + found.length) % found.length;
  field.dataset.at = at;
  for (const [i, one] of found.entries()) one.classList.toggle('found-here', i === at);
  for (const one of steps) if (!found.includes(one)) one.classList.remove('found-here');
  const out = viewer.querySelector('[data-model-found]');
  if (out)
    out.textContent =
      word === ''
        ? ''
        : found.length === 0
          ? field.dataset.none
          : field.dataset.found.replace('{at}', at + 1).replace('{n}', found.length);
  if (found.length > 0) bring(viewer, found[at]);
}

/** Into the middle of the window of the drawing. */
function bring(viewer, step) {
  const pan = panOf(viewer);
  const [box, around] = [step.getBoundingClientRect(), pan.getBoundingClientRect()];
  pan.scrollLeft += box.left + box.width / 2 - around.left - pan.clientWidth / 2;
  bringUp(pan, step);
}

function bringUp(pan, step) {
  const [box, around] = [step.getBoundingClientRect(), pan.getBoundingClientRect()];
  pan.scrollTop += box.top + box.height / 2 - around.top - pan.clientHeight / 2;
}

/** Where the process begins: its first start event, or place with a token; a tree begins at the left. */
const beginning = (viewer) =>
  viewer.querySelector('.shapes .model-start, .shapes :has(> .dot)') ?? viewer.querySelector('.shapes > *');

/* A picture: the saved drawing, painted at twice its size as far as browsers paint it */
const MOST_PIXELS = 12_000;
async function savePng(viewer) {
  const link = viewer.querySelector('[data-model-svg]');
  const text = await (await fetch(link.href)).text();
  const image = new Image();
  const { width, height } = svgOf(viewer).viewBox.baseVal;
  const scale = Math.min(2, MOST_PIXELS / Math.max(width, height));
  image.width = width * scale;
  image.height = height * scale;
  const bytes = new TextEncoder().encode(text);
  image.src = `data:image/svg+xml;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  const save = document.createElement('a');
  save.href = URL.createObjectURL(blob);
  save.download = `${document.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}.png`;
  save.click();
  setTimeout(() => URL.revokeObjectURL(save.href), 10_000);
}

const viewerOf = (element) => element.closest?.('[data-model-viewer]');
document.addEventListener('click', ({ target }) => {
  const viewer = viewerOf(target);
  if (!viewer) return;
  const zoom = target.closest('[data-model-zoom]')?.dataset.modelZoom;
  if (zoom === 'fit') zoomTo(viewer, fitScale(viewer));
  else if (zoom === '1') zoomTo(viewer, 1);
  else if (zoom) zoomTo(viewer, scaleOf(viewer) * Number(zoom));
  if (target.closest('[data-model-png]')) savePng(viewer);
});
document.addEventListener('input', ({ target }) => {
  if (!target.matches?.('[data-model-find]')) return;
  target.dataset.at = 0;
  find(viewerOf(target), target, 0);
});
document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (key !== 'Enter' || !target.matches?.('[data-model-find]')) return;
  event.preventDefault();
  find(viewerOf(target), target, event.shiftKey ? -1 : 1);
});

const beginAll = () => {
  for (const viewer of document.querySelectorAll('[data-model-viewer]')) begin(viewer);
};
document.addEventListener('htmx:after:swap', beginAll);
beginAll();
