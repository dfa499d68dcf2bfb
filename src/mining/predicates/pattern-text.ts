import { invalid } from '#sdk';

/** What one event may be: any, or one of these activities (or, negated, none of them). */
export interface EventClass {
  /** Empty: any activity. */
  readonly names: readonly string[];
  readonly negated: boolean;
}

/** How an element is reached from the one before it. */
export interface Connector {
  /** The very next event; otherwise any later one. */
  readonly direct: boolean;
  /** Milliseconds between both events, bounds included; null: any time, also an unknown one. */
  readonly time: { readonly min: number; readonly max: number } | null;
}

export interface PatternElement {
  /** From the element before; null for the first. */
  readonly connector: Connector | null;
  readonly event: EventClass;
  readonly optional: boolean;
  readonly repeated: boolean;
}

export interface Pattern {
  /** The first element is the first event of the case; the last one its last. */
  readonly fromStart: boolean;
  readonly toEnd: boolean;
  readonly elements: readonly PatternElement[];
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 },
};
const MOST_ELEMENTS = 50;
const TOKEN =
  /\s*(?:(?<quoted>'(?:[^']|'')*')|(?<sign>->|~>|[!?+*|()^$[\]])|(?<bare>(?:(?!->|~>)[^'!?+*|()^$[\]])+))/uy;

interface Token {
  readonly sign: string | null;
  readonly name: string | null;
  readonly at: number;
}

/**
 * Reads a pattern: activities joined by `->` (directly followed by) and `~>` (followed by, later), as `A ~> B -> !C`. An activity with other
 * signs than letters stands in quotes, a quote in it doubled. `*` any event, `(A|B)` one of them, `!A` anything but A, `A?` may be left
 * out, `A+` once or more in a row, `^` and `$` start and end of the case; `~>[<=2d]`, `->[1h..3h]`, `~>[>=30min]` bound the time
 * between (units ms, s, min, h, d, w).
 * @throws AppError `filter.badPattern` with the place
 */
export function readPattern(text: string): Pattern {
  return new Reader(text).pattern();
}

class Reader {
  private readonly text: string;
  private readonly tokens: Token[];
  private next = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = this.tokenise();
  }

  pattern(): Pattern {
    const fromStart = this.take('^');
    const elements = [this.element(null)];
    while (this.sees('->') || this.sees('~>')) {
      if (elements.length === MOST_ELEMENTS) this.fail(`a pattern has at most ${MOST_ELEMENTS} elements`);
      elements.push(this.element(this.connector()));
    }
    const toEnd = this.take('$');
    if (this.next < this.tokens.length) this.fail('expected -> or ~> and another activity, or the end');
    if (!elements.some(({ event, optional }) => !event.negated && !optional))
      this.fail('a pattern needs an element that must occur: one without ! and ?');
    return { fromStart, toEnd, elements };
  }

  private element(connector: Connector | null): PatternElement {
    const negated = this.take('!');
    const names = this.names();
    if (negated && names.length === 0) this.fail('"!*" can be nothing: name the activities that must not occur');
    const optional = this.take('?');
    const repeated = !optional && this.take('+');
    if (negated && (optional || repeated)) this.fail('"!" goes with neither "?" nor "+"');
    return { connector, event: { names, negated }, optional, repeated };
  }

  private names(): string[] {
    if (this.take('*')) return [];
    if (!this.take('(')) return [this.name()];
    const names = [this.name()];
    while (this.take('|')) names.push(this.name());
    if (!this.take(')')) this.fail('expected | or )');
    return names;
  }

  private name(): string {
    const { name } = this.tokens[this.next] ?? { name: null };
    if (name === null) this.fail('expected the name of an activity; put one with signs into quotes');
    this.next++;
    return name!;
  }

  private connector(): Connector {
    const direct = this.take('->');
    if (!direct) this.take('~>');
    if (!this.take('[')) return { direct, time: null };
    const time = this.bounds(this.name());
    if (!this.take(']')) this.fail('expected ]');
    return { direct, time };
  }

  private bounds(text: string): { min: number; max: number } {
    const one = /^(<=|>=)(.+)$/.exec(text);
    if (one?.[1] === '<=') return { min: Number.NEGATIVE_INFINITY, max: this.duration(one[2]!) };
    if (one) return { min: this.duration(one[2]!), max: Number.POSITIVE_INFINITY };
    const two = /^(.+)\.\.(.+)$/.exec(text);
    if (!two) this.fail('a time is written [<=2d], [>=30min] or [1h..3h]', 1);
    const [min, max] = [this.duration(two![1]!), this.duration(two![2]!)];
    if (min > max) this.fail('the shortest time is longer than the longest', 1);
    return { min, max };
  }

  private duration(text: string): number {
    const found = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d|w)$/.exec(text.trim());
    if (!found) this.fail(`"${text.trim().slice(0, 30)}" is no time: a number with ms, s, min, h, d or w`, 1);
    return Number(found![1]) * UNITS[found![2]!]!;
  }

  private sees(sign: string): boolean {
    return this.tokens[this.next]?.sign === sign;
  }

  private take(sign: string): boolean {
    if (!this.sees(sign)) return false;
    this.next++;
    return true;
  }

  private tokenise(): Token[] {
    const tokens: Token[] = [];
    TOKEN.lastIndex = 0;
    const end = this.text.trimEnd().length;
    for (let at = 0; at < end; at = TOKEN.lastIndex) {
      const { groups } = TOKEN.exec(this.text) ?? {};
      if (!groups) return this.failAt(at, 'a quote that is never closed');
      const { quoted, sign = null, bare } = groups;
      const name = quoted ? quoted.slice(1, -1).replaceAll("''", "'") : (bare?.trim() ?? null);
      if (name !== '' || quoted) tokens.push({ sign, name, at });
    }
    return tokens;
  }

  /** @param back tokens between the fault and what is read next */
  private fail(what: string, back = 0): never {
    return this.failAt(this.tokens[this.next - back]?.at ?? this.text.length, what);
  }

  private failAt(at: number, what: string): never {
    const before = this.text.slice(Math.max(0, at - 20), at).trim();
    const where = before === '' ? 'at the beginning' : `behind "${before}"`;
    return invalid('filter.badPattern', `The pattern cannot be read ${where}: ${what}.`, [
      { pointer: '/params/pattern', message: `character ${at + 1}: ${what}` },
    ]);
  }
}
