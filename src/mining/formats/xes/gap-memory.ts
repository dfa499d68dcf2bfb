import { HASH_START, HASH_STEP } from './byte-dictionary.ts';
import type { ByteWindow } from './byte-window.ts';
import type { XesInterpreter } from './xes-interpreter.ts';
import type { XesRows } from './xes-rows.ts';
import type { XesSlot } from './xes-slots.ts';
import { DOUBLE_QUOTE, DOUBLE_QUOTED_STOPS, SINGLE_QUOTE, SINGLE_QUOTED_STOPS } from './xml-characters.ts';

/** A tag between two attributes: an event or trace that begins or ends, with the name that the tag bears. */
export interface Boundary {
  kind: 'beginTrace' | 'endTrace' | 'beginEvent' | 'endEvent';
  name: string;
}

/** Inside the value of one attribute of a trace or event, behind a quote of this kind. */
export interface ValueState {
  slot: XesSlot;
  quote: number;
  stops: Uint8Array;
  gaps: Gap[];
}

/** What stood between two values: from the closing quote of the one up to and with the opening quote of the other. */
interface Gap {
  length: number;
  /** Its bytes, four at a time as little-endian words, and the remaining ones. */
  words: Int32Array;
  tail: Uint8Array;
  boundaries: readonly Boundary[];
  /** Place of the tag that the next value belongs to. */
  tagAt: number;
  lines: number;
  lastNewline: number;
  next: ValueState;
}

const LONGEST_GAP = 1024;
const MOST_GAPS_OF_STATE = 24;
const MOST_GAPS = 8_000;

/**
 * The fast route through the regular part of a document. Writers of logs repeat themselves: what stands between two
 * values is, byte for byte, something that stood there before. A gap that the tokenizer has read once is remembered;
 * where the same bytes follow the same attribute again they mean the same, and are only compared, four at a time.
 * Anything else is left to the tokenizer. (The idea is that of differential deserialization: Suzumura et al., ICWS 2005.)
 */
export class GapMemory {
  private readonly states = new Map<XesSlot, [ValueState, ValueState]>();
  private gaps = 0;
  private readonly rows: XesRows;
  private readonly interpreter: XesInterpreter;
  private readonly longest: number;

  constructor(rows: XesRows, interpreter: XesInterpreter, longestValue: number) {
    this.rows = rows;
    this.interpreter = interpreter;
    this.longest = longestValue;
  }

  state(slot: XesSlot, quote: number): ValueState {
    let both = this.states.get(slot);
    if (!both) {
      both = [
        { slot, quote: DOUBLE_QUOTE, stops: DOUBLE_QUOTED_STOPS, gaps: [] },
        { slot, quote: SINGLE_QUOTE, stops: SINGLE_QUOTED_STOPS, gaps: [] },
      ];
      this.states.set(slot, both);
    }
    return both[quote === DOUBLE_QUOTE ? 0 : 1];
  }

  /** Remembers `bytes[quoteAt … valueAt)` as what may follow `from` and leads to `next`. */
  learn(
    from: ValueState,
    w: ByteWindow,
    places: [quoteAt: number, tagAt: number, valueAt: number],
    boundaries: readonly Boundary[],
    next: ValueState,
  ): void {
    const [quoteAt, tagAt, valueAt] = places;
    const length = valueAt - quoteAt;
    if (length > LONGEST_GAP || this.gaps >= MOST_GAPS) return;
    if (findGap(from, w.view, w.bytes, quoteAt, w.end) !== null) return;
    const bytes = w.bytes.slice(quoteAt, valueAt);
    const newline = bytes.lastIndexOf(10);
    if (newline > tagAt - quoteAt) return;
    const words = new Int32Array(length >> 2);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < words.length; i++) words[i] = view.getInt32(i * 4, true);
    const lines = bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    const tail = bytes.slice(words.length * 4);
    const gap = { length, words, tail, boundaries, tagAt: tagAt - quoteAt, lines, lastNewline: newline, next };
    if (from.gaps.length === MOST_GAPS_OF_STATE) from.gaps.pop();
    else this.gaps++;
    from.gaps.push(gap);
  }

  /**
   * Reads on from inside a value of the tag at `w.pos`, as long as everything is known and the batch has room. Leaves
   * `w.pos` at the first tag whose attribute was not taken, and the open elements' names in `open`.
   */
  run(w: ByteWindow, start: ValueState, valueAt: number, open: string[]): void {
    const { rows } = this;
    const { bytes, end } = w;
    let state = start;
    let from = valueAt;
    for (;;) {
      const { quote, stops } = state;
      let p = from;
      let hash = HASH_START;
      let byte = 0;
      for (; p < end; p++) {
        byte = bytes[p]!;
        if (stops[byte] !== 0) break;
        hash = Math.imul(hash ^ byte, HASH_STEP);
      }
      if (p >= end || byte !== quote || p - from > this.longest) return;
      const gap = findGap(state, w.view, bytes, p, end);
      if (gap === null) return;
      rows.put(state.slot, bytes, from, p, hash, w.line);
      if (gap.lines > 0) w.newLine(gap.lines, p + gap.lastNewline + 1);
      w.pos = p + gap.tagAt;
      if (gap.boundaries.length > 0) {
        this.cross(gap.boundaries, w.line, open);
        if (rows.full) return;
      }
      from = p + gap.length;
      state = gap.next;
    }
  }

  private cross(boundaries: readonly Boundary[], line: number, open: string[]): void {
    for (const { kind, name } of boundaries) {
      if (kind === 'endEvent' || kind === 'endTrace') open.pop();
      else open.push(name);
      this.interpreter[kind](line);
    }
  }
}

/** The gap of `state` that stands at `at`; what was found late moves forward. */
function findGap(state: ValueState, view: DataView, bytes: Uint8Array, at: number, end: number): Gap | null {
  const { gaps } = state;
  for (let g = 0; g < gaps.length; g++) {
    const gap = gaps[g]!;
    if (at + gap.length > end) continue;
    const { words, tail } = gap;
    let i = 0;
    while (i < words.length && view.getInt32(at + i * 4, true) === words[i]) i++;
    if (i < words.length) continue;
    const rest = at + i * 4;
    i = 0;
    while (i < tail.length && bytes[rest + i] === tail[i]) i++;
    if (i < tail.length) continue;
    if (g > 0) {
      gaps[g] = gaps[g - 1]!;
      gaps[g - 1] = gap;
    }
    return gap;
  }
  return null;
}
