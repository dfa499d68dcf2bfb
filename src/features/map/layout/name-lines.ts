/** Most characters of a line in a node. */
const LINE = 24;

/** A name in one or two lines of nearly equal length, shortened where it does not fit. */
export function nameLines(name: string): string[] {
  const text = name.trim().replaceAll(/\s+/gu, ' ');
  const length = [...text].length;
  if (length <= LINE) return [text];
  const words = text.split(' ');
  let best: string[] | null = null;
  for (let i = 1; i < words.length; i++) {
    const lines = [words.slice(0, i).join(' '), words.slice(i).join(' ')];
    if (longest(lines) <= LINE && (!best || longest(lines) < longest(best))) best = lines;
  }
  return best ?? cutLines(text);
}

const longest = (lines: readonly string[]): number => Math.max(...lines.map((line) => [...line].length));

function cutLines(text: string): string[] {
  const characters = [...text];
  const space = characters.slice(0, LINE + 1).lastIndexOf(' ');
  const cut = space > LINE / 2 ? space : LINE;
  const first = characters.slice(0, cut).join('').trim();
  const rest = [...characters.slice(cut).join('').trim()];
  return [first, rest.length <= LINE ? rest.join('') : `${rest.slice(0, LINE - 1).join('')}…`];
}
