import { nearest } from '#sdk';
import { wrong } from './expression-fault.ts';
import { type BinaryOperator, COMPARISONS, type Expression, WORDS } from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Expressions inside each other. */
const MOST_DEPTH = 64;

const SAME: Readonly<Record<string, BinaryOperator>> = { '<>': '!=', '==': '=' };

/** Reads the text of an expression. Faults: `expression.wrong`, with the place and what was expected there. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private place = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): Expression {
    const expression = this.expression();
    const rest = this.next;
    if (rest.kind !== 'end')
      wrong(rest.at, `${shown(rest)} has no place here; an operator or the end is expected${meant(rest)}`);
    return expression;
  }

  private get next(): Token {
    return this.tokens[this.place]!;
  }

  private expression(): Expression {
    if (++this.depth > MOST_DEPTH)
      wrong(this.next.at, `there are more than ${MOST_DEPTH} expressions inside each other; make two steps of it`);
    const expression = this.chain(['or'], () => this.chain(['and'], () => this.negation()));
    this.depth--;
    return expression;
  }

  /** Operators of one rank, from the left. */
  private chain(operators: readonly string[], part: () => Expression): Expression {
    let left = part();
    const before = this.depth;
    for (;;) {
      const at = this.next.at;
      const operator = this.take(operators);
      if (operator === null) break;
      // What is joined is a tree as deep as the chain is long.
      this.deeper();
      left = { kind: 'binary', at, operator: operator as BinaryOperator, left, right: part() };
    }
    this.depth = before;
    return left;
  }

  private deeper(): void {
    if (++this.depth > MOST_DEPTH * 4) wrong(this.next.at, 'it is too long; make two steps of it');
  }

  private negation(): Expression {
    const { at } = this.next;
    if (this.take(['not']) === null) return this.comparison();
    this.deeper();
    const of = this.negation();
    this.depth--;
    return { kind: 'not', at, of };
  }

  private comparison(): Expression {
    const left = this.sum();
    const { at } = this.next;
    const sign = this.take([...COMPARISONS, '<>', '==']);
    if (sign !== null) {
      const right = this.sum();
      const again = this.next;
      if (this.take([...COMPARISONS, '<>', '==']) !== null)
        wrong(again.at, 'two comparisons in a row; join them by "and"');
      return { kind: 'binary', at, operator: SAME[sign] ?? (sign as BinaryOperator), left, right };
    }
    if (this.take(['is']) !== null) {
      const negated = this.take(['not']) !== null;
      this.demand('missing');
      return { kind: 'missing', at, of: left, negated };
    }
    const negated = this.tokens[this.place + 1]?.text.toLowerCase() === 'in' && this.take(['not']) !== null;
    if (this.take(['in']) === null) return left;
    this.demand('(');
    return { kind: 'in', at, of: left, among: this.list('a value'), negated };
  }

  private sum = (): Expression => this.chain(['+', '-', '&'], () => this.product());
  private product = (): Expression => this.chain(['*', '/', '%'], () => this.sign());

  private sign(): Expression {
    const { at } = this.next;
    if (this.take(['-']) === null) return this.primary();
    this.deeper();
    const of = this.sign();
    this.depth--;
    return { kind: 'negative', at, of };
  }

  private primary(): Expression {
    const token = this.next;
    const { at, text } = token;
    this.place++;
    if (token.kind === 'number') return { kind: 'literal', at, value: finite(at, text) };
    if (token.kind === 'text') return { kind: 'literal', at, value: text };
    if (token.kind === 'column') return { kind: 'column', at, name: text };
    if (token.kind === 'sign' && text === '(') {
      const inner = this.expression();
      this.demand(')');
      return inner;
    }
    if (token.kind === 'name') return this.named(token);
    this.place--;
    return wrong(at, `${shown(token)} has no place here; a value, a column or a function is expected`);
  }

  private named(token: Token): Expression {
    const { at, text } = token;
    const word = text.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'literal', at, value: word === 'true' };
    if (word === 'missing') return { kind: 'literal', at, value: null };
    if (word === 'case') return this.branches(at);
    if (word === 'if') return this.condition(at);
    if (this.next.kind === 'sign' && this.next.text === '(') {
      this.place++;
      return { kind: 'call', at, name: word, given: this.list('a value') };
    }
    if ((WORDS as readonly string[]).includes(word))
      wrong(
        at,
        `"${text}" is a word of the language; a value, a column or a function is expected. A column of this name is written [${text}]`,
      );
    return { kind: 'column', at, name: text };
  }

  /** What stands between brackets that have been opened. */
  private list(expected: string): Expression[] {
    const found: Expression[] = [];
    if (this.take([')']) !== null) return found;
    do {
      if (this.next.kind === 'end') wrong(this.next.at, `${expected} or ")" is expected`);
      found.push(this.expression());
    } while (this.take([',']) !== null);
    this.demand(')');
    return found;
  }

  /** `if(condition, value, otherwise)`. */
  private condition(at: number): Expression {
    this.demand('(');
    const given = this.list('a condition');
    if (given.length < 2 || given.length > 3)
      wrong(at, '"if" is written if(condition, value) or if(condition, value, otherwise)');
    const [when, result, otherwise = null] = given as [Expression, Expression, Expression?];
    return { kind: 'case', at, branches: [{ when, result }], otherwise };
  }

  /** `case when … then … else … end`. */
  private branches(at: number): Expression {
    const branches: { when: Expression; result: Expression }[] = [];
    this.demand('when');
    do {
      const when = this.expression();
      this.demand('then');
      branches.push({ when, result: this.expression() });
    } while (this.take(['when']) !== null);
    const otherwise = this.take(['else']) === null ? null : this.expression();
    this.demand('end');
    return { kind: 'case', at, branches, otherwise };
  }

  /** The word or sign that stands here, when it is one of these. */
  private take(wanted: readonly string[]): string | null {
    const { kind, text } = this.next;
    const word = kind === 'name' ? text.toLowerCase() : kind === 'sign' ? text : null;
    if (word === null || !wanted.includes(word)) return null;
    this.place++;
    return word;
  }

  private demand(wanted: string): void {
    if (this.take([wanted]) !== null) return;
    wrong(this.next.at, `"${wanted}" is expected in the place of ${shown(this.next)}`);
  }
}

function finite(at: number, text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : wrong(at, `${text} is larger than any number can be`);
}

const shown = ({ kind, text }: Token): string => (kind === 'end' ? 'the end' : `"${text.slice(0, 40)}"`);

/** A misspelt word between two values. */
function meant({ kind, text }: Token): string {
  const near = kind === 'name' ? nearest(text, ['and', 'or', 'is', 'in', 'then', 'else', 'when', 'end']) : null;
  return near === null ? '' : `. Did you mean "${near}"?`;
}
