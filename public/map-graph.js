/*
 * The live map: Cytoscape at the places that the server laid out. Names and numbers come as text from the server; this file only
 * draws them.
 */
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
/** More elements than this are moved at once. */
const MOST_MOVED = 800;
/** Sizes at which a map can be read as a whole: beyond, it opens on its main path. */
const READABLE = { phone: 0.72, else: 0.75 };

class LiveGraph {
  #data = null;

  constructor(host) {
    // Cytoscape gives up when its container leaves its parent; the host may move from page to page with both.
    const container = document.createElement('div');
    container.className = 'map-cytoscape';
    host.append(container);
    this.cy = window.cytoscape({
      container,
      style: window.aditMap.style(window.aditMap.colours()),
      layout: { name: 'preset' },
      autoungrabify: true,
      boxSelectionEnabled: false,
      minZoom: 0.02,
      maxZoom: 3,
    });
  }

  data() {
    return this.#data;
  }

  node(key) {
    return this.cy.getElementById(`n:${key}`);
  }

  paint() {
    this.cy.style(window.aditMap.style(window.aditMap.colours()));
  }

  /** Draws other data; what stays moves to its new place. */
  show(next) {
    const first = this.#data === null;
    this.#data = next;
    const wanted = window.aditMap.elementsOf(next);
    const moves = this.#moves(wanted);
    const slow = !first && moves.length > 0 && moves.length <= MOST_MOVED && !still();
    this.cy.batch(() => {
      if (!slow) for (const [node, position] of moves) node.position(position);
      this.#replace(wanted);
    });
    if (slow) for (const [node, position] of moves) node.animate({ position }, { duration: 180, easing: 'ease-out' });
  }

  /** What is there already and belongs elsewhere, and where. */
  #moves(wanted) {
    const moves = [];
    for (const [id, { position }] of wanted) {
      const old = position && this.cy.getElementById(id);
      if (old?.nonempty() && (old.position('x') !== position.x || old.position('y') !== position.y))
        moves.push([old, position]);
    }
    return moves;
  }

  /** Takes away, changes and adds. */
  #replace(wanted) {
    const { cy } = this;
    cy.elements()
      .filter((element) => !wanted.has(element.id()))
      .remove();
    const fresh = [];
    for (const [id, element] of wanted) {
      const old = cy.getElementById(id);
      if (old.empty()) fresh.push(element);
      else {
        old.data(element.data);
        old.classes(element.classes);
      }
    }
    cy.add(fresh.filter(({ group }) => group === 'nodes'));
    cy.add(fresh.filter(({ group }) => group === 'edges'));
  }

  /** The whole map where it can be read so; else the beginning of the main path, near the top, at a size that can be read. */
  open() {
    this.cy.resize();
    const [w, h] = [this.cy.width(), this.cy.height()];
    const { width, height, nodes, mainPath } = this.#data;
    const isPhone = w < 720;
    const whole = Math.min((w - 32) / width, (h - 24) / height, 1.15);
    if (whole >= (isPhone ? READABLE.phone : READABLE.else)) return this.#center(whole);
    const first = nodes.find(({ key }) => key === mainPath[0]) ?? nodes[0];
    const zoom = isPhone ? Math.min(1, (w - 24) / (first.w + 60)) : Math.max(0.7, Math.min(1, (w - 32) / width));
    const isNarrow = width * zoom <= w - 32;
    const x = isNarrow ? (w - width * zoom) / 2 : w / 2 - (first.x + first.w / 2) * zoom;
    this.cy.viewport({ zoom, pan: { x, y: 20 - (first.y - 40) * zoom } });
  }

  #center(zoom) {
    const { width, height } = this.#data;
    const x = (this.cy.width() - width * zoom) / 2;
    this.cy.viewport({ zoom, pan: { x, y: Math.max(12, (this.cy.height() - height * zoom) / 2) } });
  }

  fit() {
    this.cy.resize();
    const { width, height } = this.#data;
    this.#center(Math.min((this.cy.width() - 24) / width, (this.cy.height() - 24) / height, 1.5));
  }

  zoomBy(factor) {
    const renderedPosition = { x: this.cy.width() / 2, y: this.cy.height() / 2 };
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition });
  }

  /** Brings an activity into view, if it is not. */
  bring(node) {
    const { x1, y1, x2, y2 } = node.renderedBoundingBox();
    if (x1 > 8 && y1 > 8 && x2 < this.cy.width() - 8 && y2 < this.cy.height() - 8) return;
    if (still()) this.cy.center(node);
    else this.cy.animate({ center: { eles: node } }, { duration: 160 });
  }
}

window.aditMap = { ...window.aditMap, createGraph: (host) => new LiveGraph(host) };
