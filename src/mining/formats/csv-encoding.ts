/**
 * Encodings a text log may have. `auto`: only ASCII was seen so far; whoever reads the whole file decides between UTF-8
 * and Windows-1252.
 */
export const ENCODINGS = ['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface SniffedEncoding {
  encoding: Encoding;
  /** Bytes of the byte order mark. */
  bom: number;
  /** Lines of the sample that are UTF-8 beyond ASCII, and lines that are not UTF-8 at all. Both above 0: mixed. */
  utf8Lines: number;
  otherLines: number;
}

/**
 * The encoding of a sample that starts at the file's first byte. Byte order mark first, then zero bytes at every second
 * place (UTF-16), then line by line: lines that are no UTF-8 while none is make it Windows-1252; where both occur the
 * file is mixed, is read as UTF-8, and the other lines are for the quarantine.
 */
export function sniffEncoding(sample: Uint8Array): SniffedEncoding {
  const found = (encoding: Encoding, bom = 0, utf8Lines = 0, otherLines = 0): SniffedEncoding => ({
    encoding,
    bom,
    utf8Lines,
    otherLines,
  });
  if (sample[0] === 0xff && sample[1] === 0xfe) return found('utf-16le', 2);
  if (sample[0] === 0xfe && sample[1] === 0xff) return found('utf-16be', 2);
  const bom = sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf ? 3 : 0;
  if (bom === 0) {
    const wide = sniffUtf16(sample);
    if (wide !== null) return found(wide);
  }
  const { utf8Lines, otherLines } = countEncodedLines(sample);
  if (bom > 0 || utf8Lines > 0) return found('utf-8', bom, utf8Lines, otherLines);
  return found(otherLines > 0 ? 'windows-1252' : 'auto', 0, 0, otherLines);
}

/** UTF-16 without a mark: western text has a zero in nearly every second byte. */
function sniffUtf16(sample: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(sample.length, 4096) & ~1;
  if (length < 8) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  const half = length / 2;
  if (odd > half * 0.6 && even < half * 0.1) return 'utf-16le';
  if (even > half * 0.6 && odd < half * 0.1) return 'utf-16be';
  return null;
}

/** Counts the lines of a piece of text that hold UTF-8 beyond ASCII and those that are no UTF-8. A cut last line is not counted. */
export function countEncodedLines(bytes: Uint8Array): { utf8Lines: number; otherLines: number } {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let utf8Lines = 0;
  let otherLines = 0;
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    if (newline < 0 && start > 0) break;
    const line = bytes.subarray(start, newline < 0 ? bytes.length : newline);
    if (line.some((byte) => byte > 0x7f)) {
      if (decodes(strict, line)) utf8Lines++;
      else otherLines++;
    }
    start += line.length + 1;
  }
  return { utf8Lines, otherLines };
}

function decodes(strict: TextDecoder, line: Uint8Array): boolean {
  try {
    strict.decode(line);
    return true;
  } catch {
    // The decoder's only way to say "not UTF-8".
    return false;
  }
}
