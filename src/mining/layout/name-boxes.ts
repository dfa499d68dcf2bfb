import { textLines, textWidth } from './text-lines.ts';

/** Names in and beside nodes, in pixels. */
export const TEXT_SIZE = 12;
export const LINE_HEIGHT = 14;

const [LEAST, MOST, PADDING, MOST_LINES] = [104, 190, 9, 4];

export interface NameBoxes {
  /** One width for all: of the longest word, or of a third of the longest name. */
  readonly width: number;
  /** Lines of each name; a name that is null has none. */
  readonly lines: readonly (readonly string[])[];
}

/** Boxes that hold names, all equally wide. */
export function nameBoxes(names: readonly (string | null)[]): NameBoxes {
  const longest = names.reduce((most, name) => {
    if (name === null) return most;
    const words = name.split(/\s+/u).map((word) => textWidth(word, TEXT_SIZE));
    return Math.max(most, textWidth(name, TEXT_SIZE) / 3 + 10, ...words);
  }, 0);
  const width = Math.ceil(Math.min(MOST, Math.max(LEAST, longest + 2 * PADDING)));
  const fit = { width: width - 2 * PADDING, lines: MOST_LINES, size: TEXT_SIZE };
  return { width, lines: names.map((name) => (name === null ? [] : textLines(name, fit))) };
}

/** Height of a box with so many lines, of which it has at least this. */
export const boxHeight = (lines: readonly string[], least: number): number =>
  Math.max(least, 2 * PADDING + lines.length * LINE_HEIGHT);
