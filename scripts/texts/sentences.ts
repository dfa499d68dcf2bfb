/** A template literal: what stands in it as it is, and what is filled in between. */
interface Template {
  readonly fixed: readonly string[];
  readonly filledIn: readonly string[];
}

/** Sentences of faults, and what else is marked to be translated, that begin as template literals. */
const SENTENCE =
  /(?:(?:AppError|ProviderFault)\(\s*'\w+',\s*'[\w.-]+',|\binvalid\(\s*(?:'[\w.-]+'|[A-Z_]+),|\benglish\()\s*`/g;

/**
 * Sentences that name something, as keys of the catalogue: what is filled in stands in braces under the name that it has in the source
 * (`{server} refuses what was asked: {said}.`), and where it has none as `{value}`.
 */
export function sentencesOf(source: string): string[] {
  return [...source.matchAll(SENTENCE)].map(({ index, 0: begin }) => keyOf(readTemplate(source, index + begin.length)));
}

function keyOf({ fixed, filledIn }: Template): string {
  const used = new Map<string, number>();
  const placeholders = filledIn.map((expression) => {
    const name = /^(?:[\w$]+!?\??\.)*#?([\w$]+)!?$/.exec(expression.trim())?.[1] ?? 'value';
    const before = used.get(name) ?? 0;
    used.set(name, before + 1);
    return `{${name}${before === 0 ? '' : before + 1}}`;
  });
  return fixed.map((text, i) => text + (placeholders[i] ?? '')).join('');
}

/** @param from behind the opening sign */
function readTemplate(source: string, from: number): Template {
  const fixed: string[] = [];
  const filledIn: string[] = [];
  let text = '';
  for (let at = from; at < source.length; at++) {
    if (source[at] === '`') return { fixed: [...fixed, text], filledIn };
    if (source[at] === '\\') text += source[++at];
    else if (source.startsWith('${', at)) {
      const end = endOfExpression(source, at + 2);
      filledIn.push(source.slice(at + 2, end));
      fixed.push(text);
      text = '';
      at = end;
    } else text += source[at];
  }
  throw new Error('A template literal has no end.');
}

/** Where the brace is that closes an expression; templates in it may hold expressions themselves. */
function endOfExpression(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const sign = source[at];
    if (sign === "'" || sign === '"') at = source.indexOf(sign, at + 1);
    else if (sign === '`') at = endOfTemplate(source, at + 1);
    else if (sign === '{') depth++;
    else if (sign === '}' && depth-- === 0) return at;
  }
  throw new Error('An expression in a template literal has no end.');
}

function endOfTemplate(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '`') return at;
    if (source[at] === '\\') at++;
    else if (source.startsWith('${', at)) at = endOfExpression(source, at + 2);
  }
  throw new Error('A template literal has no end.');
}
