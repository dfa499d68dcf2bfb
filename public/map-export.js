/* The map as a file: the server's drawing with its colours written into it, so that it opens anywhere, or a picture of the canvas. */
const PRESENTED = {
  fill: 'fill',
  stroke: 'stroke',
  'stroke-width': 'strokeWidth',
  'stroke-linejoin': 'strokeLinejoin',
  'font-family': 'fontFamily',
  'font-size': 'fontSize',
  'font-weight': 'fontWeight',
  'text-anchor': 'textAnchor',
};
const SVG = 'http://www.w3.org/2000/svg';

function standalone(svg) {
  const copy = svg.cloneNode(true);
  const [originals, copies] = [
    [svg, ...svg.querySelectorAll('*')],
    [copy, ...copy.querySelectorAll('*')],
  ];
  for (const [i, element] of copies.entries()) {
    const now = getComputedStyle(originals[i]);
    if (['path', 'rect', 'circle', 'polygon', 'text'].includes(element.localName))
      for (const [attribute, property] of Object.entries(PRESENTED)) {
        const isText = attribute.startsWith('font') || attribute === 'text-anchor';
        if (isText === (element.localName === 'text') || attribute === 'fill')
          element.setAttribute(attribute, now[property]);
      }
    for (const name of ['class', 'role', 'aria-labelledby', 'aria-hidden', 'hx-boost', 'id'])
      element.removeAttribute(name);
  }
  for (const link of copy.querySelectorAll('a')) {
    const group = document.createElementNS(SVG, 'g');
    group.append(...link.childNodes);
    link.replaceWith(group);
  }
  const ground = document.createElementNS(SVG, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.getElementById('map-stage')).backgroundColor);
  copy.prepend(ground);
  copy.setAttribute('xmlns', SVG);
  // Control characters of names may stand in a page, not in XML.
  const text = new XMLSerializer().serializeToString(copy).replaceAll(/[^\P{Cc}\t\n\r]/gu, '\ufffd');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
}

function save(blob, extension) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${document.title.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}.${extension}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const saveSvg = (svg) => save(new Blob([standalone(svg)], { type: 'image/svg+xml' }), 'svg');
const savePng = async ({ cy }) =>
  save(
    await cy.png({
      output: 'blob-promise',
      scale: 2,
      full: true,
      bg: window.aditMap.colours().bg,
      maxWidth: 12_000,
      maxHeight: 12_000,
    }),
    'png',
  );

window.aditMap = { ...window.aditMap, standalone, saveSvg, savePng };
