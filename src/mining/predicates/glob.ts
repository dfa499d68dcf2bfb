/**
 * A pattern of text in which `*` stands for any characters, `?` for exactly one (a code point), and `\` takes the next
 * character literally. The whole text must match. Never slower than pattern × text: only the last `*` is ever retried,
 * which a regular expression written by a user does not promise.
 */
export function globTest(pattern: string): (text: string) => boolean {
  const tokens = parseGlob(pattern);
  return (text) => {
    const letters = [...text];
    let t = 0;
    let p = 0;
    let star = -1;
    let resume = 0;
    while (t < letters.length) {
      const token = tokens[p];
      if (token === ANY) {
        star = p++;
        resume = t;
      } else if (token === ONE || (token !== undefined && token === letters[t])) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else return false;
    }
    while (tokens[p] === ANY) p++;
    return p === tokens.length;
  };
}

/** The same pattern for SQL's `like … escape '\'`. */
export const globToLike = (pattern: string): string =>
  parseGlob(pattern)
    .map((token) => (token === ANY ? '%' : token === ONE ? '_' : '%_\\'.includes(token) ? `\\${token}` : token))
    .join('');

const ANY = Symbol('any characters');
const ONE = Symbol('one character');
type Token = string | typeof ANY | typeof ONE;

function parseGlob(pattern: string): Token[] {
  const tokens: Token[] = [];
  const letters = [...pattern];
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!;
    if (letter === '\\' && i + 1 < letters.length) tokens.push(letters[++i]!);
    else tokens.push(letter === '*' ? ANY : letter === '?' ? ONE : letter);
  }
  return tokens;
}
