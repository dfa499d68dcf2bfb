import { ByteDictionary, hashBytes } from './byte-dictionary.ts';

const MOST_TEXTS = 10_000;
const LONGEST_TEXT = 64;

/** Decodes UTF-8; short texts that were seen lately are not decoded again. */
export class TextCache {
  private readonly seen = new ByteDictionary();
  private texts: string[] = [''];
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** The text of `bytes[start … end)`; null when it is no UTF-8. */
  text(bytes: Uint8Array, start: number, end: number): string | null {
    if (end - start > LONGEST_TEXT) return this.decode(bytes.subarray(start, end));
    if (this.seen.size >= MOST_TEXTS) {
      this.seen.clear();
      this.texts = [''];
    }
    const code = this.seen.code(bytes, start, end, hashBytes(bytes, start, end));
    if (code === 0) return null;
    if (code === this.texts.length) this.texts.push(this.seen.text(code));
    return this.texts[code]!;
  }

  private decode(bytes: Uint8Array): string | null {
    try {
      return this.decoder.decode(bytes);
    } catch {
      // The decoder's only way to say "not UTF-8".
      return null;
    }
  }
}
