/** How cells are told apart. `quote` and `escape` are '' where the file has none. */
export interface CellSyntax {
  delimiter: string;
  quote: string;
  escape: string;
}

/**
 * Splits text into records of cells: RFC 4180 with any one-character delimiter, quote and escape. Lenient, because it
 * serves the sniffer: text after a closing quote belongs to the cell, an open quote ends with the text. Blank lines are
 * skipped. At most `most` records; the last one is dropped when the text was `cut` in its middle.
 */
export function parseRecords(
  text: string,
  syntax: CellSyntax,
  most = Number.POSITIVE_INFINITY,
  cut = false,
): string[][] {
  const { delimiter, quote, escape: escapeSign } = syntax;
  const records: string[][] = [];
  let record: string[] = [];
  let i = 0;
  while (i < text.length && records.length < most) {
    let cell = '';
    if (quote !== '' && text[i] === quote) {
      const quoted = quotedCell(text, i + 1, quote, escapeSign);
      cell = quoted.cell;
      i = quoted.next;
    }
    let end = i;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    record.push(cell + text.slice(i, end));
    i = end + 1;
    if (text[end] === delimiter) {
      if (end + 1 < text.length) continue;
      record.push('');
    }
    if (text[end] === '\r' && text[end + 1] === '\n') i++;
    const whole = end < text.length || !cut;
    if (whole && (record.length > 1 || record[0] !== '')) records.push(record);
    record = [];
  }
  return records;
}

function quotedCell(text: string, start: number, quote: string, escapeSign: string): { cell: string; next: number } {
  let cell = '';
  let i = start;
  for (; i < text.length; i++) {
    const char = text[i]!;
    const next = text[i + 1];
    if (escapeSign !== '' && char === escapeSign && (next === quote || (escapeSign !== quote && next === escapeSign))) {
      cell += next;
      i++;
    } else if (char === quote) return { cell, next: i + 1 };
    else cell += char;
  }
  return { cell, next: i };
}
