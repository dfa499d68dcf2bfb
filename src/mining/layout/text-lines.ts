/** Widths of the characters of a plain sans serif (Arial, Helvetica), in thousandths of the size; others as `e`. */
const WIDTHS: readonly (readonly [characters: string, width: number])[] = [
  ["ijl'|", 222],
  [' ,.:;!ftI[]/\\', 278],
  ['()-r`"', 340],
  ['cksvxyzJ', 500],
  ['Lz', 556],
  ['FTZ', 611],
  ['ABEKPSVXY&', 667],
  ['CDHNRUw', 722],
  ['GOQ', 778],
  ['mM', 833],
  ['W%@', 944],
];
const OTHER = 556;
const WIDE = 1000;
const byCharacter = new Map(WIDTHS.flatMap(([characters, width]) => [...characters].map((c) => [c, width] as const)));

/** About how wide a text is, in the unit of its size: nothing here knows the reader's font, so a little too wide rather than too narrow. */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const character of text)
    sum += byCharacter.get(character) ?? (character.codePointAt(0)! >= 0x1100 ? WIDE : OTHER);
  return (sum * size * 1.12) / 1000;
}

/**
 * A text in lines that fit, broken at blanks, and within words only where a word alone is too long. White space counts
 * as one blank. What does not fit into the lines is cut, with an ellipsis.
 */
export function textLines(
  text: string,
  { width, lines, size }: { width: number; lines: number; size: number },
): string[] {
  const made: string[] = [];
  for (const word of text
    .trim()
    .split(/\s+/u)
    .flatMap((word) => pieces(word, width, size))) {
    const longer = made.length === 0 ? word : `${made.at(-1)} ${word}`;
    if (made.length > 0 && textWidth(longer, size) <= width) made[made.length - 1] = longer;
    else made.push(word);
  }
  if (made.length <= lines) return made;
  return [...made.slice(0, lines - 1), cut(made.slice(lines - 1).join(' '), width, size)];
}

function pieces(word: string, width: number, size: number): string[] {
  if (textWidth(word, size) <= width) return [word];
  const made = [''];
  for (const character of word) {
    if (made.at(-1) !== '' && textWidth(made.at(-1) + character, size) > width) made.push('');
    made[made.length - 1] += character;
  }
  return made;
}

function cut(text: string, width: number, size: number): string {
  let kept = '';
  for (const character of text) {
    if (textWidth(`${kept}${character}…`, size) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
