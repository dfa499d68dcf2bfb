/** What Windows-1252 makes of the bytes 0x80 … 0x9F. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTES: ReadonlyMap<string, number> = new Map([
  ...[...HIGH].map((letter, i): [string, number] => [letter, 0x80 + i]),
  ...Array.from({ length: 0x60 }, (_, i): [string, number] => [String.fromCharCode(0xa0 + i), 0xa0 + i]),
  // ISO 8859-1 leaves these bytes as they are.
  ...Array.from({ length: 0x20 }, (_, i): [string, number] => [String.fromCharCode(0x80 + i), 0x80 + i]),
]);

/** Letters that begin a character of UTF-8, then letters that go on: only such runs can be misread UTF-8. */
const isRun = new RegExp(`[\\u00c2-\\u00f4][\\u0080-\\u00bf${HIGH.replace(/[\u0080-\u009f]/g, '')}]+`, 'u');
const strict = new TextDecoder('utf-8', { fatal: true });

/** Whether a text holds U+FFFD, or UTF-8 that was read one byte at a time. */
export const isDamaged = (text: string): boolean =>
  text.includes('\ufffd') || (isRun.test(text) && repaired(text) !== null);

/** The text as it was before it was read in the wrong encoding; null where it was not, or cannot be told. */
export function repaired(text: string): string | null {
  let changed = false;
  const result = runsOf(text).map((run) => {
    if (!isRun.test(run)) return run;
    const bytes = Uint8Array.from([...run], (letter) => BYTES.get(letter)!);
    try {
      const decoded = strict.decode(bytes);
      changed = true;
      return decoded;
    } catch {
      return run;
    }
  });
  return changed ? result.join('') : null;
}

/** The text in runs of letters that are one byte above 0x7F each, and of the others. */
function runsOf(text: string): string[] {
  const runs: string[] = [];
  let high: boolean | null = null;
  for (const letter of text) {
    const is = BYTES.has(letter);
    if (is === high) runs[runs.length - 1] += letter;
    else runs.push(letter);
    high = is;
  }
  return runs;
}
