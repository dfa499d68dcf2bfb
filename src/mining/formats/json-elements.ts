import { AppError, invalid } from '#sdk';
import { JSON_DEPTH } from './json-record.ts';

/** One element of the array, as its bytes stand in the document. */
export interface JsonElement {
  /** Line on which it begins, from 1. */
  line: number;
  bytes: Uint8Array;
}

interface Level {
  array: boolean;
  /** Of an object: the key whose value comes next or is being read. */
  key: string | null;
}

const [QUOTE, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT, LF] = [
  34, 44, 58, 91, 93, 92, 123, 125, 10,
];

/**
 * Finds the records of a JSON document that comes in pieces: the elements of the array at a path of keys (`data.items`), or
 * of the first array that holds objects. Memory: one element. It tells where values begin and end and no more; what
 * stands in an element is for whoever reads it. Faults: `import.jsonTooDeep`, `import.recordTooLong`,
 * `import.notJson`, `import.truncatedJson`, `import.noRecords`.
 */
export class JsonElements {
  /** Path of the array whose elements are given; null: not found yet. */
  found: string | null = null;
  private readonly wanted: string | null;
  private readonly most: number;
  private readonly levels: Level[] = [];
  private buffer: Buffer = Buffer.alloc(0);
  /** Next byte to look at, and the first byte that is still needed. */
  private at = 0;
  private kept = 0;
  private line = 1;
  private counted = 0;
  private started = false;
  /** Levels that enclose an element; 0: not inside the array. */
  private base = 0;
  private element = -1;
  private expectsKey = false;

  constructor(path: string | null, mostBytes: number) {
    this.wanted = path;
    this.most = mostBytes;
  }

  /** Takes the next piece. @returns the elements that end in it */
  push(piece: Uint8Array): JsonElement[] {
    this.countLines(this.kept);
    this.buffer = Buffer.concat([this.buffer.subarray(this.kept), piece]);
    this.at -= this.kept;
    this.counted -= this.kept;
    if (this.element >= 0) this.element -= this.kept;
    this.kept = 0;
    if (!this.started) this.skipMark();
    const elements: JsonElement[] = [];
    while (this.at < this.buffer.length && this.step(elements));
    this.kept = this.element >= 0 ? this.element : this.at;
    if (this.buffer.length - this.kept > this.most) this.tooLong();
    return elements;
  }

  /** The document has ended. */
  end(): void {
    if (this.levels.length > 0 || this.at < this.buffer.length) {
      const message = `The JSON document ends in its middle (line ${this.line}): it was cut off. Fetch it again.`;
      invalid('import.truncatedJson', message, [{ line: this.line, message: 'ends here' }]);
    }
    if (this.found !== null) return;
    const where = this.wanted === null ? 'no array of objects' : `no array at "${this.wanted}"`;
    const message = `The JSON document has ${where}: there are no records to import. Name the place of the records with --map '{"dialect":{"records":"data.items"}}'.`;
    invalid('import.noRecords', message);
  }

  private skipMark(): void {
    if (this.buffer[0] === 0xef && this.buffer[1] === 0xbb && this.buffer[2] === 0xbf) this.at = 3;
    this.started = true;
  }

  /** Looks at one sign, or passes one text. False: more bytes are needed. */
  private step(elements: JsonElement[]): boolean {
    const byte = this.buffer[this.at]!;
    if (byte === 32 || byte === LF || byte === 13 || byte === 9) this.at++;
    else if (byte === QUOTE) return this.passText();
    else this.sign(byte, elements);
    return true;
  }

  private sign(byte: number, elements: JsonElement[]): void {
    const top = this.levels.at(-1);
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.open(byte === OPEN_ARRAY);
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.close(byte === CLOSE_ARRAY, elements);
    else if (byte === COMMA) {
      if (!top) this.notJson('a comma stands outside of everything');
      this.endElement(elements);
      this.expectsKey = !top.array;
    } else if (byte !== COLON) {
      if (!top) this.notJson('text stands outside of everything');
      this.beginElement();
    }
    this.at++;
  }

  private open(array: boolean): void {
    if (this.levels.length === 0 && this.expectsKey) this.notJson('a second document follows the first');
    this.beginElement();
    if (this.found === null && array && this.isWanted()) {
      this.found = this.path();
      this.base = this.levels.length + 1;
    } else if (this.wanted === null && this.found === null && !array && this.levels.at(-1)?.array) this.enterHere();
    this.levels.push({ array, key: null });
    this.expectsKey = !array;
    if (this.levels.length > JSON_DEPTH) {
      const message = `The JSON document is nested more than ${JSON_DEPTH} deep (line ${this.lineAt(this.at)}), which no event log needs.`;
      throw new AppError('too_large', 'import.jsonTooDeep', message);
    }
  }

  /** An object in an array: without a given path this array holds the records. */
  private enterHere(): void {
    if (this.levels.slice(0, -1).some((level) => level.array)) return;
    this.found = this.path();
    this.base = this.levels.length;
    this.beginElement();
  }

  private isWanted(): boolean {
    if (this.wanted === null) return this.levels.length === 0;
    return !this.levels.some((level) => level.array) && this.path() === this.wanted;
  }

  private path(): string {
    return this.levels.flatMap(({ key }) => (key === null ? [] : [key])).join('.');
  }

  private close(array: boolean, elements: JsonElement[]): void {
    if (this.levels.at(-1)?.array !== array) this.notJson('a bracket is closed that was not opened');
    this.endElement(elements);
    if (this.base === this.levels.length) this.base = 0;
    this.levels.pop();
    this.expectsKey = this.levels.length === 0;
  }

  private beginElement(): void {
    if (this.base > 0 && this.levels.length === this.base && this.element < 0) this.element = this.at;
  }

  private endElement(elements: JsonElement[]): void {
    if (this.element < 0 || this.levels.length !== this.base) return;
    const bytes = this.buffer.subarray(this.element, this.at);
    if (bytes.length > this.most) this.tooLong();
    elements.push({ line: this.lineAt(this.element), bytes });
    this.element = -1;
  }

  private passText(): boolean {
    if (this.levels.length === 0) this.notJson('text stands outside of everything');
    for (let end = this.at + 1; ; end++) {
      end = this.buffer.indexOf(QUOTE, end);
      if (end < 0) return false;
      let slashes = 0;
      while (this.buffer[end - slashes - 1] === BACKSLASH) slashes++;
      if (slashes % 2 === 1) continue;
      this.beginElement();
      const top = this.levels.at(-1)!;
      if (this.base === 0 && this.expectsKey && !top.array) top.key = this.keyText(end + 1);
      this.expectsKey = false;
      this.at = end + 1;
      return true;
    }
  }

  private keyText(end: number): string {
    try {
      return JSON.parse(this.buffer.toString('utf8', this.at, end)) as string;
    } catch {
      return this.notJson('a key is no text that JSON knows');
    }
  }

  private lineAt(place: number): number {
    this.countLines(place);
    return this.line;
  }

  private countLines(place: number): void {
    if (place <= this.counted) return;
    const passed = this.buffer.subarray(this.counted, place);
    for (let at = passed.indexOf(LF); at >= 0; at = passed.indexOf(LF, at + 1)) this.line++;
    this.counted = place;
  }

  private notJson(what: string): never {
    const line = this.lineAt(this.at);
    return invalid('import.notJson', `The file is no JSON document: ${what} (line ${line}).`, [
      { line, message: what },
    ]);
  }

  private tooLong(): never {
    const mebibytes = Math.round(this.most / (1 << 20));
    const line = this.lineAt(Math.max(this.element, 0));
    const message = `The record on line ${line} is longer than ${mebibytes} MiB, the most a record may have.`;
    throw new AppError('too_large', 'import.recordTooLong', message, [{ line, message: 'too long' }]);
  }
}
