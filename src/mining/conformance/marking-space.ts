import { AppError } from '#sdk';
import { indexNet, type NetIndex, tokensOf } from '../model/net-index.ts';
import type { PetriNet } from '../model/petri-net.ts';

/** Most tokens of a place; a net that goes beyond is unbounded, or as good as that. */
const MOST_TOKENS = 65_535;

/** Memory that the markings of one space may take. */
const MOST_BYTES = 256 * 2 ** 20;

/** Thrown where the markings of a net take more memory than they may. */
export class TooManyMarkings extends AppError {
  constructor() {
    super(
      'too_large',
      'conformance.tooManyMarkings',
      'The state space of the model is too large: its markings take more than 256 MB. Use a model with less in parallel, or with fewer places.',
    );
  }
}

/** Thrown where a space has taken more work than it was given. */
export class TooMuchWork extends Error {}

/**
 * The markings of a net, numbered as they are met (0: the initial one), with the transitions out of each, found when they
 * are first asked for. Tokens stand in one array, markings are recognised by hash and compared place by place.
 */
export class MarkingSpace {
  readonly net: PetriNet;
  readonly index: NetIndex;
  readonly places: number;
  /** Number of each final marking. */
  readonly finals: ReadonlySet<number>;
  size = 0;
  /** Markings from which a step leads to more tokens than can be held; it is left out there. */
  readonly overflowing = new Set<number>();
  /** What was done in and about this space so far, in nanoseconds of an ordinary machine; counted, not measured. */
  work = 0;
  /** Work at which `TooMuchWork` is thrown. */
  mostWork = Number.POSITIVE_INFINITY;
  /** Bytes that the steps take. */
  private stepBytes = 0;
  private tokens: Uint16Array;
  private slots = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(256);
  /** Pairs of transition and marking behind it; null: not looked at. */
  private readonly steps: (Int32Array | null)[] = [];
  /** Transitions by the first place they take from; the last list: those that take from none. */
  private readonly byFirstPlace: readonly (readonly number[])[];
  private readonly scratch: Uint16Array;

  constructor(net: PetriNet) {
    this.net = net;
    this.index = indexNet(net);
    this.places = net.places.length;
    this.tokens = new Uint16Array(256 * Math.max(1, this.places));
    this.scratch = new Uint16Array(this.places);
    this.byFirstPlace = byFirstPlace(this.index);
    this.number(tokensOf(net.initial, this.places));
    this.finals = new Set(net.final.map((marking) => this.number(tokensOf(marking, this.places))));
  }

  /** Whether it is better to begin a new space than to go on in this one for something else. */
  get isHalfFull(): boolean {
    return this.bytes > MOST_BYTES / 2;
  }

  private get bytes(): number {
    return this.size * (2 * this.places + 24) + this.stepBytes;
  }

  /** Tokens by place; valid until the next marking is met. */
  tokensOf(marking: number): Uint16Array {
    return this.tokens.subarray(marking * this.places, (marking + 1) * this.places);
  }

  number(tokens: ArrayLike<number>): number {
    for (let p = 0; p < this.places; p++) {
      if (tokens[p]! > MOST_TOKENS) throw tooMany(this.net, p);
      this.scratch[p] = tokens[p]!;
    }
    return this.numberScratch();
  }

  /** Pairs of an enabled transition and the marking behind it, transitions rising. */
  stepsFrom(marking: number): Int32Array {
    const known = this.steps[marking];
    if (known) return known;
    const found: number[] = [];
    for (const t of this.enabled(marking)) {
      const behind = this.fire(marking, t);
      if (behind >= 0) found.push(t, behind);
      else this.overflowing.add(marking);
    }
    const steps = Int32Array.from(found);
    this.steps[marking] = steps;
    this.stepBytes += steps.byteLength;
    return steps;
  }

  isEnabled(marking: number, transition: number): boolean {
    const { inputStart, inputPlace, inputWeight } = this.index;
    const at = marking * this.places;
    for (let i = inputStart[transition]!; i < inputStart[transition + 1]!; i++)
      if (this.tokens[at + inputPlace[i]!]! < inputWeight[i]!) return false;
    return true;
  }

  /** Tokens that the transition lacks there. */
  missing(marking: number, transition: number): number {
    const { inputStart, inputPlace, inputWeight } = this.index;
    const at = marking * this.places;
    let missing = 0;
    for (let i = inputStart[transition]!; i < inputStart[transition + 1]!; i++)
      missing += Math.max(0, inputWeight[i]! - this.tokens[at + inputPlace[i]!]!);
    return missing;
  }

  /** The marking behind a transition; tokens that it lacks are taken as added before. −1: it holds too many tokens. */
  fire(marking: number, transition: number): number {
    const { inputStart, inputPlace, inputWeight, outputStart, outputPlace, outputWeight } = this.index;
    const { scratch } = this;
    const at = marking * this.places;
    this.work += 100 + 4 * this.places;
    if (this.work > this.mostWork) throw new TooMuchWork();
    for (let p = 0; p < this.places; p++) scratch[p] = this.tokens[at + p]!;
    for (let i = inputStart[transition]!; i < inputStart[transition + 1]!; i++) {
      const place = inputPlace[i]!;
      scratch[place] = Math.max(0, scratch[place]! - inputWeight[i]!);
    }
    for (let i = outputStart[transition]!; i < outputStart[transition + 1]!; i++) {
      const place = outputPlace[i]!;
      if (scratch[place]! + outputWeight[i]! > MOST_TOKENS) return -1;
      scratch[place] = scratch[place]! + outputWeight[i]!;
    }
    return this.numberScratch();
  }

  private enabled(marking: number): number[] {
    const found = this.byFirstPlace[this.places]!.slice();
    this.work += 2 * this.places;
    const at = marking * this.places;
    for (let p = 0; p < this.places; p++) {
      if (this.tokens[at + p] === 0) continue;
      this.work += 10 * this.byFirstPlace[p]!.length;
      for (const t of this.byFirstPlace[p]!) if (this.isEnabled(marking, t)) found.push(t);
    }
    return found.sort((a, b) => a - b);
  }

  private numberScratch(): number {
    const { scratch, places } = this;
    let hash = 0x811c9dc5;
    for (let p = 0; p < places; p++) hash = Math.imul(hash ^ scratch[p]!, 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let m = this.slots[slot]!; m >= 0; m = this.slots[slot]!) {
      if (this.hashes[m] === hash && this.isScratch(m)) return m;
      slot = (slot + 1) & mask;
    }
    return this.append(hash, slot);
  }

  private isScratch(marking: number): boolean {
    const at = marking * this.places;
    for (let p = 0; p < this.places; p++) if (this.tokens[at + p] !== this.scratch[p]) return false;
    return true;
  }

  private append(hash: number, slot: number): number {
    if (this.bytes > MOST_BYTES) throw new TooManyMarkings();
    const marking = this.size++;
    if (marking === this.hashes.length) {
      this.hashes = grown(this.hashes, new Int32Array(marking * 2));
      this.tokens = grown(this.tokens, new Uint16Array(this.tokens.length * 2));
    }
    this.hashes[marking] = hash;
    this.tokens.set(this.scratch, marking * this.places);
    this.slots[slot] = marking;
    this.steps.push(null);
    if (this.size * 2 > this.slots.length) this.rehash();
    return marking;
  }

  private rehash(): void {
    const mask = this.slots.length * 2 - 1;
    const slots = new Int32Array(mask + 1).fill(-1);
    for (let m = 0; m < this.size; m++) {
      let slot = this.hashes[m]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = m;
    }
    this.slots = slots;
  }
}

function byFirstPlace(index: NetIndex): number[][] {
  const lists: number[][] = Array.from({ length: index.places + 1 }, () => []);
  for (let t = 0; t < index.transitions; t++) {
    const from = index.inputStart[t]!;
    lists[from === index.inputStart[t + 1]! ? index.places : index.inputPlace[from]!]!.push(t);
  }
  return lists;
}

function grown<T extends Int32Array | Uint16Array>(from: T, into: T): T {
  into.set(from as never);
  return into;
}

const tooMany = (net: PetriNet, place: number): AppError =>
  new AppError(
    'invalid',
    'conformance.tooManyTokens',
    `A marking of the model puts more than ${MOST_TOKENS.toLocaleString('en')} tokens into the place "${net.places[place]!.id}". Give it fewer.`,
  );
