import { invalid } from '#sdk';

/** Longest XML declaration that is waited for, bytes. */
const DECLARATION_BYTES = 512;

/**
 * Turns the chunks of an XML file into chunks of UTF-8, without byte order mark. The encoding is the one of the byte
 * order mark, else of UTF-16's zero bytes, else the one that `<?xml … encoding="…"?>` declares, else UTF-8, whose bytes
 * pass as they are. Faults: `import.unknownEncoding`, `import.notUtf8` (bytes that the declared encoding does not have).
 */
export class ToUtf8 {
  private head = new Uint8Array(0);
  private decoder: TextDecoder | null = null;
  private decided = false;
  private encoding = 'utf-8';
  private readonly encoder = new TextEncoder();

  /** UTF-8 of this chunk; empty while the beginning is too short to tell the encoding. */
  convert(chunk: Uint8Array, final = false): Uint8Array {
    if (this.decided) return this.pass(chunk, final);
    const head = new Uint8Array(this.head.length + chunk.length);
    head.set(this.head);
    head.set(chunk, this.head.length);
    this.head = head;
    if (!final && !isEnough(head)) return head.subarray(0, 0);
    this.decided = true;
    const { encoding, bom } = encodingOf(head);
    this.encoding = encoding;
    if (encoding !== 'utf-8') this.decoder = new TextDecoder(encoding as Bun.Encoding, { fatal: true });
    this.head = head.subarray(0, 0);
    return this.pass(head.subarray(bom), final);
  }

  private pass(chunk: Uint8Array, final: boolean): Uint8Array {
    if (!this.decoder) return chunk;
    try {
      return this.encoder.encode(this.decoder.decode(chunk, { stream: !final }));
    } catch {
      // The decoder's only way to say so.
      return invalid(
        'import.notUtf8',
        `The file says that it is ${this.encoding}, but holds bytes that ${this.encoding} does not have.`,
      );
    }
  }
}

function isEnough(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  if (head.length >= DECLARATION_BYTES) return true;
  const text = latin1(head.subarray(0, DECLARATION_BYTES))
    .replaceAll('\0', '')
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '');
  const shared = Math.min(text.length, 5);
  return text.slice(0, shared) !== '<?xml'.slice(0, shared) || text.includes('?>');
}

function encodingOf(head: Uint8Array): { encoding: string; bom: number } {
  const [a, b, c] = head;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', bom: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (a === 60 && b === 0) return { encoding: 'utf-16le', bom: 0 };
  if (a === 0 && b === 60) return { encoding: 'utf-16be', bom: 0 };
  return { encoding: declared(latin1(head.subarray(0, DECLARATION_BYTES))), bom: 0 };
}

function declared(text: string): string {
  const label = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  // Single bytes that say they are UTF-16 are a well-known slip of writers; they are UTF-8.
  if (label === undefined || /^(utf-?8|us-ascii|ascii|utf-?16.*|utf-?32.*)$/i.test(label)) return 'utf-8';
  try {
    return new TextDecoder(label as Bun.Encoding).encoding;
  } catch {
    // RangeError is how the decoder says "unknown".
    return invalid(
      'import.unknownEncoding',
      `The file declares the encoding "${label.slice(0, 50)}", which is not known. Save it as UTF-8.`,
      [{ line: 1, value: label.slice(0, 50), message: 'unknown encoding' }],
    );
  }
}

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
