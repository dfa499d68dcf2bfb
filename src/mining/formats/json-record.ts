/** Told of every value of a record: the dotted name of its place, its text (null: missing), whether the text is an array's. */
export type PutCell = (name: string, text: string | null, nested: boolean) => void;

/** Objects within objects that are followed; deeper ones are an attack or a mistake. */
export const JSON_DEPTH = 256;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the standard forbids inside texts
const CONTROL = /[\u0000-\u001f]/;
const QUOTE = 34;
const BACKSLASH = 92;

class NotJson extends Error {}

/**
 * Reads single records: JSON objects (RFC 8259) whose nested objects become dotted names. Numbers stand as they are written
 * (no digit is lost), arrays as their JSON text; `""` and `null` are missing. Of a key that stands twice, the later value
 * is put last.
 */
export class JsonRecordReader {
  private text = '';
  private at = 0;
  private depth = 0;
  private hasControl = false;
  private nextEscape = -1;
  private put: PutCell = () => {};

  /** @returns why the text is no record; null: all its values have been put */
  read(text: string, put: PutCell): string | null {
    this.text = text;
    this.at = 0;
    this.depth = 0;
    this.put = put;
    this.hasControl = CONTROL.test(text);
    this.nextEscape = text.indexOf('\\');
    try {
      this.blanks();
      if (text[this.at] !== '{') return this.otherThanObject();
      this.object('');
      this.blanks();
      if (this.at < text.length) this.fail('text follows the record');
      return null;
    } catch (error) {
      if (error instanceof NotJson) return error.message;
      throw error;
    }
  }

  private otherThanObject(): string {
    try {
      this.skipValue();
      return 'the record is no JSON object, so that its values have no names';
    } catch (error) {
      if (error instanceof NotJson) return error.message;
      throw error;
    }
  }

  private object(prefix: string): void {
    this.enter();
    this.blanks();
    if (this.take('}')) {
      this.leave();
      return;
    }
    for (;;) {
      this.blanks();
      const name = prefix + this.string();
      this.blanks();
      if (!this.take(':')) this.fail('a colon is missing');
      this.blanks();
      this.value(name);
      this.blanks();
      if (this.take('}')) {
        this.leave();
        return;
      }
      if (!this.take(',')) this.fail('a comma is missing');
    }
  }

  private value(name: string): void {
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) {
      const text = this.string();
      this.put(name, text === '' ? null : text, false);
    } else if (code === 123) {
      this.object(`${name}.`);
    } else {
      const start = this.at;
      this.skipValue();
      const text = this.text.slice(start, this.at);
      this.put(name, text === 'null' ? null : text, code === 91);
    }
  }

  /** Checks a value without looking at what it holds. */
  private skipValue(): void {
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) this.string();
    else if (code === 123) this.skipMembers('}', true);
    else if (code === 91) this.skipMembers(']', false);
    else if (!this.word('true') && !this.word('false') && !this.word('null')) this.number();
  }

  private skipMembers(end: string, named: boolean): void {
    this.enter();
    this.blanks();
    if (this.take(end)) {
      this.leave();
      return;
    }
    for (;;) {
      this.blanks();
      if (named) {
        this.string();
        this.blanks();
        if (!this.take(':')) this.fail('a colon is missing');
        this.blanks();
      }
      this.skipValue();
      this.blanks();
      if (this.take(end)) {
        this.leave();
        return;
      }
      if (!this.take(',')) this.fail('a comma is missing');
    }
  }

  private string(): string {
    const { text } = this;
    if (text.charCodeAt(this.at) !== QUOTE) this.fail('a quote is missing');
    const start = this.at + 1;
    const end = this.stringEnd(start);
    this.at = end + 1;
    const plain = this.nextEscape < 0 || this.nextEscape > end;
    if (plain && !this.hasControl) return text.slice(start, end);
    const raw = text.slice(start, end);
    if (this.hasControl && CONTROL.test(raw)) this.fail('a control character stands in a text without its escape');
    if (plain) return raw;
    this.nextEscape = text.indexOf('\\', end);
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      return this.fail('an escape in a text is none that JSON knows');
    }
  }

  /** Place of the quote that ends a text: none that a backslash precedes. */
  private stringEnd(start: number): number {
    for (let end = start; ; end++) {
      end = this.text.indexOf('"', end);
      if (end < 0) this.fail('a text is opened and never closed');
      let slashes = 0;
      while (end - slashes > start && this.text.charCodeAt(end - slashes - 1) === BACKSLASH) slashes++;
      if (slashes % 2 === 0) return end;
    }
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found) this.fail('a value is missing or is none that JSON knows');
    this.at = NUMBER.lastIndex;
  }

  private word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private blanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return;
      this.at++;
    }
  }

  private enter(): void {
    this.at++;
    if (++this.depth > JSON_DEPTH) throw new NotJson(`values are nested more than ${JSON_DEPTH} deep`);
  }

  private leave(): void {
    this.depth--;
  }

  private fail(what: string): never {
    throw new NotJson(`the record is no JSON: ${what} (character ${this.at + 1})`);
  }
}
