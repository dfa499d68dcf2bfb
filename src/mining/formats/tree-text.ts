import { invalid } from '#sdk';
import { activity, type Operator, type ProcessTree, SILENT, tree } from '../model/process-tree.ts';

const SIGNS: Readonly<Record<string, Operator>> = {
  '->': 'sequence',
  X: 'choice',
  '+': 'parallel',
  '*': 'loop',
  O: 'or',
};
const MOST_DEPTH = 500;
const MOST_CHARACTERS = 5_000_000;
const TOKEN = /\s*(?:(->|[X+*O](?=\s*\())|(tau\b|τ)|'((?:[^']|'')*)'|([(),]))/y;

/**
 * Reads a tree as `treeText` writes it: `->( 'a', X( 'b', tau ), *( 'c', tau ) )`. A quote inside a label is doubled;
 * a loop has its body first. Faults name the place, counted in characters from 1.
 */
export function parseTreeText(text: string): ProcessTree {
  if (text.length > MOST_CHARACTERS)
    invalid(
      'model.treeTooLarge',
      `The tree has ${text.length.toLocaleString('en')} characters; at most ${MOST_CHARACTERS.toLocaleString('en')} are read.`,
    );
  const reader = new TextReader(text);
  const found = reader.tree(0);
  reader.end();
  return found;
}

class TextReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  tree(depth: number): ProcessTree {
    if (depth >= MOST_DEPTH) this.fail(`it is nested deeper than ${MOST_DEPTH}`);
    const token = this.next();
    if (token?.[2] !== undefined) return SILENT;
    if (token?.[3] !== undefined) return activity(token[3].replaceAll("''", "'"));
    if (token?.[1] === undefined) return this.fail("an operator (-> X + * O), 'an activity' or tau is due");
    this.expect('(', 'after an operator "(" is due');
    const children = [this.tree(depth + 1)];
    let sign = this.next()?.[4];
    for (; sign === ','; sign = this.next()?.[4]) children.push(this.tree(depth + 1));
    if (sign !== ')') this.fail('"," or ")" is due');
    return tree(SIGNS[token[1]]!, children);
  }

  end(): void {
    if (this.text.slice(this.at).trim() !== '') this.fail('there is text behind its end');
  }

  private expect(sign: string, message: string): void {
    if (this.next()?.[4] !== sign) this.fail(message);
  }

  private next(): RegExpExecArray | null {
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (found) this.at = TOKEN.lastIndex;
    return found;
  }

  private fail(message: string): never {
    return invalid('model.badTree', `The tree cannot be read at character ${this.at + 1}: ${message}.`);
  }
}
