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

function createPlayer(graph, stage) {
  const canvas = document.createElement('canvas');
  canvas.className = 'map-tokens';
  Object.assign(canvas.style, { position: 'absolute', inset: '0', pointerEvents: 'none', zIndex: '1' });
  let [tokens, shown, at, playing, last, frame] = [null, new Map(), 0, false, 0, 0];
  let colours = [];
  const box = () => one('map-player');

  const draw = () => {
    const ratio = devicePixelRatio || 1;
    const [w, h] = [graph.cy.width(), graph.cy.height()];
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      [canvas.width, canvas.height] = [Math.round(w * ratio), Math.round(h * ratio)];
      [canvas.style.width, canvas.style.height] = [`${w}px`, `${h}px`];
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, w, h);
    if (!tokens) return;
    const { zoom, pan } = { zoom: graph.cy.zoom(), pan: graph.cy.pan() };
    const radius = Math.max(2.5, Math.min(6, 5 * zoom));
    const time = tokens.from + at * (tokens.to - tokens.from);
    for (const one of tokens.cases) {
      const { times } = one;
      if (times.length < 2 || time < times[0] || time >= times.at(-1)) continue;
      let [low, high] = [0, times.length - 1];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (times[middle] <= time) low = middle;
        else high = middle;
      }
      const way = shown.get(
        JSON.stringify([tokens.activities[one.activities[low]], tokens.activities[one.activities[high]]]),
      );
      if (!way) continue;
      const share = times[high] === times[low] ? 1 : (time - times[low]) / (times[high] - times[low]);
      const [x, y] = placeOn(way, share);
      pen.beginPath();
      pen.arc(x * zoom + pan.x, y * zoom + pan.y, radius, 0, 7);
      pen.fillStyle = colours[one.colour + 1];
      pen.fill();
      pen.lineWidth = 1;
      pen.strokeStyle = colours.edge;
      pen.stroke();
    }
    show(time);
  };
  const show = (time) => {
    if (!box()) return;
    const lang = document.documentElement.lang;
    const text =
      one('map-player-mode').value === 'time'
        ? new Date(time).toLocaleDateString(lang, { day: 'numeric', month: 'short', year: 'numeric' })
        : `+${(time / 86_400_000).toLocaleString(lang, { maximumFractionDigits: 1 })} d`;
    one('map-player-time').textContent = text;
    one('map-player-at').value = String(Math.round(at * 1000));
  };
  const turn = (now) => {
    if (!playing) return;
    at = Math.min(1, at + (now - last) / 1000 / Number(one('map-player-speed')?.value ?? 60));
    last = now;
    draw();
    if (at >= 1) return pause();
    frame = requestAnimationFrame(turn);
  };
  const say = () => {
    box()?.classList.toggle('is-playing', playing);
    const button = one('map-player-go');
    button?.setAttribute('aria-label', playing ? button.dataset.pause : button.dataset.play);
  };
  const pause = () => {
    playing = false;
    cancelAnimationFrame(frame);
    say();
  };
  const play = async () => {
    if (!tokens && !(await fetchTokens())) return;
    if (at >= 1) at = 0;
    playing = true;
    last = performance.now();
    say();
    frame = requestAnimationFrame(turn);
  };
  const fetchTokens = async () => {
    const note = one('map-player-note');
    note.textContent = box().dataset.loading;
    tokens = await load(one('map-player-mode').value, one('map-player-colour').value.trim());
    if (!tokens) {
      note.textContent = box().dataset.failed;
      return false;
    }
    const fill = { shown: tokens.shown.toLocaleString(), total: tokens.total.toLocaleString() };
    note.textContent = box().dataset.sampled.replace(/\{(\w+)\}/g, (_, name) => fill[name]);
    [shown, at] = [ways(graph.data()), 0];
    paint();
    return true;
  };
  const paint = () => {
    const c = graph.colours();
    colours = [
      tokens?.values.length ? c['cat-0'] : c.select,
      ...Array.from({ length: 9 }, (_, i) => c[`cat-${i + 1}`]),
    ];
    colours.edge = c.bg;
    const keys = one('map-player-keys');
    if (!keys) return;
    const list = tokens?.values.length
      ? [...tokens.values.map((value, i) => [value, i + 1]), [box().dataset.others, 0]]
      : [];
    keys.replaceChildren(
      ...list.map(([value, i]) => {
        const [key, dot] = [document.createElement('span'), document.createElement('i')];
        dot.style.background = colours[i];
        key.append(dot, value);
        return key;
      }),
    );
  };
  graph.cy.on('pan zoom resize', () => tokens && !playing && draw());
  return {
    ...{ pause, draw, paint },
    toggle: () => (playing ? pause() : play()),
    attach: () => stage().append(canvas),
    /** Other cases, or other colours: what was loaded no longer fits. */
    forget() {
      pause();
      [tokens, at] = [null, 0];
      draw();
    },
    moved: () => {
      shown = ways(graph.data());
      if (!playing) draw();
    },
    seek(share) {
      at = share;
      if (tokens) draw();
    },
    end() {
      pause();
      canvas.remove();
    },
  };
}

window.aditMap = { ...window.aditMap, createPlayer };
