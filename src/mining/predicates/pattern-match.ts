import { invalid, type Log } from '#sdk';
import { activityCodeOf } from '../log/activities.ts';
import type { EventClass, Pattern, PatternElement } from './pattern-text.ts';

/** Codes by which events are told apart: `has[code]` is 1 for those in the class. Crosses threads. */
type Codes = Uint8Array;

/** The way from one element that must be there (or may) to the next. */
interface Gap {
  readonly direct: boolean;
  readonly min: number;
  readonly max: number;
  readonly timed: boolean;
  /** No event of these between both. */
  readonly without: Codes | null;
  /** Exactly one event between both, and one of these. */
  readonly over: Codes | null;
}

interface Step {
  readonly event: Codes;
  readonly repeated: boolean;
  readonly optional: boolean;
  /** From the step before. */
  readonly gap: Gap | null;
}

/** A pattern made ready for one log. Crosses threads. */
export interface PreparedPattern {
  readonly steps: readonly Step[];
  readonly start: Edge;
  readonly end: Edge;
  /** Whether times decide; otherwise equal traces match alike. */
  readonly timed: boolean;
}

/** What lies before the first or behind the last step. */
interface Edge {
  /** Nothing. */
  readonly none: boolean;
  /** No event of these, however far. */
  readonly without: Codes | null;
  /** The neighbour is none of these, or not there. */
  readonly not: Codes | null;
}

/** @throws AppError for an unknown activity, and for negated elements where they mean nothing */
export function preparePattern(log: Log, { fromStart, toEnd, elements }: Pattern): PreparedPattern {
  const codesOf = (event: EventClass) => codesIn(log, event);
  const steps: Step[] = [];
  let [start, end]: Edge[] = [edge(fromStart), edge(toEnd)];
  for (const [i, element] of elements.entries()) {
    if (element.event.negated) {
      const [before, after] = [elements[i - 1], elements[i + 1]];
      if (before?.event.negated) refuse('two elements with "!" stand side by side; write !(A|B)');
      if (!before) start = besides(start!, elements[1]!, codesOf(element.event), '^');
      else if (!after) end = besides(end!, element, codesOf(element.event), '$');
      continue;
    }
    const before = elements[i - 1]?.event.negated ? elements[i - 1]! : null;
    const gap = steps.length === 0 ? null : gapOf(element, before, codesOf);
    steps.push({ event: codesOf(element.event), repeated: element.repeated, optional: element.optional, gap });
  }
  return { steps, start: start!, end: end!, timed: steps.some(({ gap }) => gap?.timed) };
}

const edge = (none: boolean): Edge => ({ none, without: null, not: null });

/** A negated element at the beginning or the end: it says what is not there. */
function besides({ none }: Edge, { connector }: PatternElement, codes: Codes, sign: string): Edge {
  if (none) refuse(`"${sign}" and an element with "!" beside it say two things of one place`);
  if (connector!.time) refuse('no time can be given to an event that is not there');
  return { none, without: connector!.direct ? null : codes, not: connector!.direct ? codes : null };
}

function gapOf({ connector }: PatternElement, not: PatternElement | null, codesOf: (event: EventClass) => Codes): Gap {
  const timed = (connector!.time ?? not?.connector?.time ?? null) !== null;
  const { min, max } = connector!.time ?? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  const base = { direct: connector!.direct, min, max, timed, without: null, over: null };
  if (!not) return base;
  const before = not.connector!;
  if (before.time) refuse('no time can be given to an event that is not there; give it behind that');
  if (before.direct !== connector!.direct) refuse('an element with "!" stands between two -> or between two ~>');
  const codes = codesOf(not.event);
  if (!before.direct) return { ...base, without: codes };
  return { ...base, direct: false, over: codes.map((has) => 1 - has) };
}

const refuse = (what: string): never => invalid('filter.badPattern', `The pattern means nothing: ${what}.`);

function codesIn(log: Log, { names }: EventClass): Codes {
  const codes = new Uint8Array(log.activities + 1);
  if (names.length === 0) codes.fill(1);
  for (const name of names) codes[name === '' ? log.activityCode(name) : activityCodeOf(log, name)] = 1;
  return codes;
}

/** Finds patterns in traces; keeps its scratch between them. */
export class PatternMatcher {
  private readonly pattern: PreparedPattern;
  private room = 0;
  /** Per step: at which events of the trace a beginning of the pattern ends. */
  private ends: Uint8Array[] = [];

  constructor(pattern: PreparedPattern) {
    this.pattern = pattern;
  }

  /** Whether the events `begin … end − 1` show the pattern. @param time only read where the pattern bounds times */
  matches(activity: Uint16Array, time: Float64Array, begin: number, end: number): boolean {
    const { steps, start } = this.pattern;
    const n = end - begin;
    if (n > this.room) {
      this.room = Math.max(64, n * 2);
      this.ends = steps.map(() => new Uint8Array(this.room));
    }
    const codes = activity.subarray(begin, end);
    const times = time.subarray(begin, end);
    for (const [j, step] of steps.entries()) {
      const into = this.ends[j]!;
      into.fill(0, 0, n);
      if (steps.slice(0, j).every(({ optional }) => optional)) markStarts(codes, step.event, start, into);
      for (let i = j - 1; i >= 0; i--) {
        const gap = gapBetween(steps, i, j);
        (gap.timed && !isNear(gap) ? markInTime : mark)(codes, times, this.ends[i]!, step.event, gap, into);
        if (!steps[i]!.optional) break;
      }
      if (step.repeated) for (let e = 1; e < n; e++) into[e]! |= into[e - 1]! & step.event[codes[e]!]!;
    }
    return this.ended(codes);
  }

  private ended(codes: Uint16Array): boolean {
    const { steps, end } = this.pattern;
    const n = codes.length;
    for (let i = steps.length - 1; i >= 0; i--) {
      const at = this.ends[i]!;
      for (let e = n - 1; e >= 0; e--) {
        if (at[e] === 1 && (end.not === null || e === n - 1 || end.not[codes[e + 1]!] === 0)) return true;
        if (end.none || end.without?.[codes[e]!] === 1) break;
      }
      if (!steps[i]!.optional) return false;
    }
    return false;
  }
}

/** From step `i` to `j` where those between are left out: as loose as the loosest connector, in the time of the last. */
function gapBetween(steps: readonly Step[], i: number, j: number): Gap {
  const gap = steps[j]!.gap!;
  if (i === j - 1) return gap;
  return { ...gap, direct: steps.slice(i + 1, j + 1).every((step) => step.gap!.direct) };
}

function markStarts(codes: Uint16Array, event: Uint8Array, { none, without, not }: Edge, into: Uint8Array): void {
  const last = none ? Math.min(1, codes.length) : codes.length;
  for (let e = 0; e < last; e++) {
    if (event[codes[e]!] === 1 && (not === null || e === 0 || not[codes[e - 1]!] === 0)) into[e] = 1;
    if (without?.[codes[e]!] === 1) return;
  }
}

/** Marks the events of a step that are reached over the gap from the marked ones of an earlier step. */
function mark(
  codes: Uint16Array,
  times: Float64Array,
  from: Uint8Array,
  event: Uint8Array,
  gap: Gap,
  into: Uint8Array,
): void {
  const n = codes.length;
  if (isNear(gap)) {
    const far = gap.over ? 2 : 1;
    for (let e = far; e < n; e++)
      if (from[e - far] === 1 && event[codes[e]!] === 1 && (!gap.over || gap.over[codes[e - 1]!] === 1))
        into[e]! |= Number(!gap.timed || inTime(times[e]! - times[e - far]!, gap));
    return;
  }
  let reached = 0;
  for (let e = 0; e < n; e++) {
    into[e]! |= reached & event[codes[e]!]!;
    if (gap.without?.[codes[e]!] === 1) reached = 0;
    reached |= from[e]!;
  }
}

/** The events before are looked at from the nearest on; where times never go back, not beyond the longest time. */
function markInTime(
  codes: Uint16Array,
  times: Float64Array,
  from: Uint8Array,
  event: Uint8Array,
  gap: Gap,
  into: Uint8Array,
): void {
  let ordered = true;
  for (let e = 1; e < codes.length; e++) ordered &&= times[e]! >= times[e - 1]!;
  for (let e = 1; e < codes.length; e++) {
    if (into[e] === 1 || event[codes[e]!] === 0) continue;
    for (let d = e - 1; d >= 0; d--) {
      const between = times[e]! - times[d]!;
      if (from[d] === 1 && inTime(between, gap)) {
        into[e] = 1;
        break;
      }
      if (gap.without?.[codes[d]!] === 1 || (ordered && between > gap.max)) break;
    }
  }
}

/** Whether the gap names the number of events between. */
const isNear = ({ direct, over }: Gap): boolean => direct || over !== null;

/** An unknown time is in no bounds. */
const inTime = (between: number, { min, max }: Gap): boolean => between >= min && between <= max;
