/* Cases that move over the map: dots on a canvas of its own, above the live map. */
const one = (id) => document.getElementById(id);

/** The tokens that the server put into a page, as JSON beside the map. */
async function load(mode, colour) {
  const url = new URL(location.href);
  url.searchParams.set('play', mode);
  url.searchParams.set('live', '1');
  if (colour) url.searchParams.set('colour', colour);
  const answer = await fetch(url, { headers: { 'HX-Request': 'true', 'HX-Target': 'div#app' } });
  const text = await answer.text();
  const begin = text.indexOf('id="map-tokens">');
  if (!answer.ok || begin < 0) return null;
  return JSON.parse(text.slice(begin + 16, text.indexOf('</script>', begin)));
}

/** Lines of the shown paths by the names of their ends, with lengths along them. */
function ways(data) {
  const found = new Map();
  for (const { keys, points } of data.arcs) {
    const lengths = [0];
    for (let i = 2; i < points.length; i += 2)
      lengths.push(lengths.at(-1) + Math.abs(points[i] - points[i - 2]) + Math.abs(points[i + 1] - points[i - 1]));
    found.set(JSON.stringify(keys), { points, lengths });
  }
  return found;
}

function placeOn({ points, lengths }, share) {
  const at = share * lengths.at(-1);
  let i = 1;
  while (i + 1 < lengths.length && lengths[i] < at) i++;
  const part = lengths[i] === lengths[i - 1] ? 0 : (at - lengths[i - 1]) / (lengths[i] - lengths[i - 1]);
  const [x1, y1, x2, y2] = points.slice(2 * i - 2, 2 * i + 2);
  return [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part];
}

/** Where a case is at a time: between which of its events, and how far; null before its first and after its last. */
function whereIs({ times }, time) {
  if (times.length < 2 || time < times[0] || time >= times.at(-1)) return null;
  let [low, high] = [0, times.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle;
    else high = middle;
  }
  return { low, high, share: times[high] === times[low] ? 1 : (time - times[low]) / (times[high] - times[low]) };
}

class Player {
  #graph;
  #canvas = document.createElement('canvas');
  #tokens = null;
  #ways = new Map();
  /** How much of the time has passed, 0 to 1. */
  #at = 0;
  #playing = false;
  #last = 0;
  #frame = 0;
  #colours = [];

  constructor(graph) {
    this.#graph = graph;
    this.#canvas.className = 'map-tokens';
    Object.assign(this.#canvas.style, { position: 'absolute', inset: '0', pointerEvents: 'none', zIndex: '1' });
    // Until it is drawn anew in a window that became smaller, it must not push the page apart.
    Object.assign(this.#canvas.style, { maxWidth: '100%', maxHeight: '100%' });
    graph.cy.on('pan zoom resize', () => this.#tokens && !this.#playing && this.draw());
  }

  attach(stage) {
    stage.append(this.#canvas);
  }

  toggle() {
    return this.#playing ? this.pause() : this.#play();
  }

  pause() {
    this.#playing = false;
    cancelAnimationFrame(this.#frame);
    this.#say();
  }

  /** Other cases, or other colours: what was loaded no longer fits. */
  forget() {
    this.pause();
    this.#tokens = null;
    this.#at = 0;
    this.draw();
  }

  /** The map was drawn anew. */
  moved() {
    if (this.#tokens) this.#ways = ways(this.#graph.data());
    if (!this.#playing) this.draw();
  }

  seek(share) {
    this.#at = share;
    this.draw();
  }

  end() {
    this.pause();
    this.#canvas.remove();
  }

  paint() {
    const c = window.aditMap.colours();
    const values = this.#tokens?.values ?? [];
    this.#colours = [
      values.length > 0 ? c['cat-0'] : c.select,
      ...Array.from({ length: 9 }, (_, i) => c[`cat-${i + 1}`]),
    ];
    this.#colours.edge = c.bg;
    const list =
      values.length > 0 ? [...values.map((value, i) => [value, i + 1]), [one('map-player').dataset.others, 0]] : [];
    one('map-player-keys')?.replaceChildren(
      ...list.map(([value, i]) => {
        const [key, dot] = [document.createElement('span'), document.createElement('i')];
        dot.style.background = this.#colours[i];
        key.append(dot, value);
        return key;
      }),
    );
  }

  draw() {
    const pen = this.#cleared();
    if (!this.#tokens) return;
    const { from, to, cases, activities } = this.#tokens;
    const [zoom, pan] = [this.#graph.cy.zoom(), this.#graph.cy.pan()];
    const radius = Math.max(2.5, Math.min(6, 5 * zoom));
    const time = from + this.#at * (to - from);
    pen.strokeStyle = this.#colours.edge;
    for (const one of cases) {
      const where = whereIs(one, time);
      const ends = where && [activities[one.activities[where.low]], activities[one.activities[where.high]]];
      const way = ends && this.#ways.get(JSON.stringify(ends));
      if (!way) continue;
      const [x, y] = placeOn(way, where.share);
      pen.beginPath();
      pen.arc(x * zoom + pan.x, y * zoom + pan.y, radius, 0, 7);
      pen.fillStyle = this.#colours[one.colour + 1];
      pen.fill();
      pen.stroke();
    }
    this.#show(time);
  }

  #cleared() {
    const ratio = devicePixelRatio || 1;
    const [w, h] = [this.#graph.cy.width(), this.#graph.cy.height()];
    const canvas = this.#canvas;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      [canvas.width, canvas.height] = [Math.round(w * ratio), Math.round(h * ratio)];
      [canvas.style.width, canvas.style.height] = [`${w}px`, `${h}px`];
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, w, h);
    return pen;
  }

  #show(time) {
    if (!one('map-player')) return;
    const { lang } = document.documentElement;
    const day = { day: 'numeric', month: 'short', year: 'numeric' };
    one('map-player-time').textContent =
      one('map-player-mode').value === 'time'
        ? new Date(time).toLocaleDateString(lang, day)
        : `+${(time / 86_400_000).toLocaleString(lang, { maximumFractionDigits: 1 })} d`;
    one('map-player-at').value = String(Math.round(this.#at * 1000));
  }

  #turn = (now) => {
    if (!this.#playing) return;
    const seconds = Number(one('map-player-speed')?.value ?? 60);
    this.#at = Math.min(1, this.#at + (now - this.#last) / 1000 / seconds);
    this.#last = now;
    this.draw();
    if (this.#at >= 1) this.pause();
    else this.#frame = requestAnimationFrame(this.#turn);
  };

  #say() {
    one('map-player')?.classList.toggle('is-playing', this.#playing);
    const button = one('map-player-go');
    button?.setAttribute('aria-label', this.#playing ? button.dataset.pause : button.dataset.play);
  }

  async #play() {
    if (!this.#tokens && !(await this.#load())) return;
    if (this.#at >= 1) this.#at = 0;
    this.#playing = true;
    this.#last = performance.now();
    this.#say();
    this.#frame = requestAnimationFrame(this.#turn);
  }

  async #load() {
    const [note, words] = [one('map-player-note'), one('map-player').dataset];
    note.textContent = words.loading;
    this.#tokens = await load(one('map-player-mode').value, one('map-player-colour').value.trim());
    if (!this.#tokens) {
      note.textContent = words.failed;
      return false;
    }
    const { lang } = document.documentElement;
    const fill = { shown: this.#tokens.shown.toLocaleString(lang), total: this.#tokens.total.toLocaleString(lang) };
    note.textContent = words.sampled.replace(/\{(\w+)\}/g, (_, name) => fill[name]);
    this.#ways = ways(this.#graph.data());
    this.#at = 0;
    this.paint();
    return true;
  }
}

window.aditMap = { ...window.aditMap, createPlayer: (graph) => new Player(graph) };
