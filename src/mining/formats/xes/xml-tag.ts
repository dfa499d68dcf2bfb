import type { ByteWindow } from './byte-window.ts';
import { TextCache } from './text-cache.ts';
import type { XmlAttributes } from './xes-interpreter.ts';
import type { XesLimits } from './xes-limits.ts';
import * as xml from './xml-characters.ts';
import { notUtf8, notWellFormed, xmlFault } from './xml-fault.ts';

const MOST_NAMES = 10_000;

/** Reads one tag at a time out of a window; the fields are those of the tag last read. */
export class XmlTag {
  name = '';
  readonly attributes: XmlAttributes = { count: 0, names: [], values: [] };
  selfClosing = false;
  /** Behind the `>`. */
  end = 0;
  /** Of the last attribute: its quote, and its value between the quotes. */
  quote = 0;
  valueStart = 0;
  valueEnd = 0;
  private readonly limits: XesLimits;
  private readonly texts = new TextCache();
  /** Names that were looked at, and are legal. */
  private readonly names = new Set<string>();
  /** The name last read. */
  private read = '';

  constructor(limits: XesLimits) {
    this.limits = limits;
  }

  /** Reads the start tag whose `<` is at `at`; false when its end is not there yet. */
  readStart(w: ByteWindow, at: number): boolean {
    const { attributes } = this;
    attributes.count = 0;
    this.selfClosing = false;
    let p = this.readName(w, at + 1, 'an element');
    this.name = this.read;
    for (;;) {
      const blanks = p;
      while (p < w.end && xml.isBlank(w.bytes[p])) p++;
      if (p >= w.end) return false;
      const byte = w.bytes[p]!;
      if (byte === xml.GREATER) {
        this.end = p + 1;
        return true;
      }
      if (byte === xml.SLASH) {
        if (p + 1 >= w.end) return false;
        if (w.bytes[p + 1] !== xml.GREATER) broken(w, p, `"/" in the tag <${this.name}> is not followed by ">"`);
        this.selfClosing = true;
        this.end = p + 2;
        return true;
      }
      if (p === blanks) broken(w, p, `a blank is missing in the tag <${this.name}>`);
      p = this.readAttribute(w, p);
      if (p < 0) return false;
    }
  }

  /** Reads the end tag whose `<` is at `at`; false when its end is not there yet. */
  readEnd(w: ByteWindow, at: number): boolean {
    let p = this.readName(w, at + 2, 'an end tag');
    this.name = this.read;
    while (p < w.end && xml.isBlank(w.bytes[p])) p++;
    if (p >= w.end) return false;
    if (w.bytes[p] !== xml.GREATER) broken(w, p, `the end tag </${this.name}> is not closed by ">"`);
    this.end = p + 1;
    return true;
  }

  /** Leaves the name in `read`; gives the place behind it. A name that may go on behind the window's end is empty. */
  private readName(w: ByteWindow, at: number, of: string): number {
    let p = at;
    while (p < w.end && xml.NAME_STOPS[w.bytes[p]!] === 0) p++;
    this.read = '';
    if (p >= w.end) return p;
    this.read = this.decode(w, at, p);
    if (this.names.has(this.read)) return p;
    if (this.read === '') broken(w, at, `the name of ${of} is missing`);
    if (!xml.isXmlName(this.read)) broken(w, at, `"${this.read.slice(0, 50)}" cannot be the name of ${of}`);
    if (this.names.size < MOST_NAMES) this.names.add(this.read);
    return p;
  }

  /** Gives the place behind the attribute; below 0 when its end is not there yet. */
  private readAttribute(w: ByteWindow, at: number): number {
    const { attributes, limits } = this;
    let p = this.readName(w, at, 'an attribute');
    const name = this.read;
    while (p < w.end && xml.isBlank(w.bytes[p])) p++;
    if (p >= w.end) return -1;
    if (w.bytes[p] !== xml.EQUALS) broken(w, p, `the attribute ${name} has no value`);
    p++;
    while (p < w.end && xml.isBlank(w.bytes[p])) p++;
    if (p >= w.end) return -1;
    const quote = w.bytes[p]!;
    if (quote !== xml.DOUBLE_QUOTE && quote !== xml.SINGLE_QUOTE)
      broken(w, p, `the value of ${name} stands without quotes`);
    const value = this.readValue(w, p + 1, quote);
    if (value === null) return -1;
    for (let i = 0; i < attributes.count; i++)
      if (attributes.names[i] === name) broken(w, at, `the attribute ${name} stands twice in <${this.name}>`);
    if (attributes.count >= limits.elementAttributes) {
      const place = w.place(at);
      const message = `<${this.name}> has more than ${limits.elementAttributes} XML attributes.`;
      xmlFault('import.tooManyXmlAttributes', message, place.line, place.column, 'too_large');
    }
    attributes.names[attributes.count] = name;
    attributes.values[attributes.count++] = value;
    return this.valueEnd + 1;
  }

  /** The value that begins at `start`, references resolved, line ends as blanks; null when its end is not there yet. */
  private readValue(w: ByteWindow, start: number, quote: number): string | null {
    const { bytes, end } = w;
    const stops = quote === xml.DOUBLE_QUOTE ? xml.DOUBLE_QUOTED_STOPS : xml.SINGLE_QUOTED_STOPS;
    let p = start;
    let odd = false;
    for (; p < end; p++) {
      const byte = bytes[p]!;
      if (stops[byte] === 0) continue;
      if (byte === quote) break;
      if (byte === xml.LESS) broken(w, p, 'a value holds "<"; write &lt;, or close the quote before it');
      if (byte !== xml.AMPERSAND && !xml.isBlank(byte)) broken(w, p, `a value holds the control character ${byte}`);
      odd = true;
    }
    if (p - start > this.limits.textBytes) tooLong(w, start, this.limits);
    if (p >= end) return null;
    this.quote = quote;
    this.valueStart = start;
    this.valueEnd = p;
    const text = this.decode(w, start, p);
    return odd ? this.resolve(w, start, text.replace(/\r\n|[\t\n\r]/g, ' ')) : text;
  }

  private resolve(w: ByteWindow, start: number, text: string): string {
    return text.replace(/&([^;&]*)(;?)/g, (whole, name: string, semicolon: string) => {
      const resolved = semicolon === '' ? null : xml.resolveReference(name);
      if (resolved === null) unknownReference(w, start, whole);
      return resolved;
    });
  }

  private decode(w: ByteWindow, start: number, end: number): string {
    return this.texts.text(w.bytes, start, end) ?? notUtf8(w.place(start).line);
  }
}

export function broken(w: ByteWindow, at: number, message: string): never {
  const { line, column } = w.place(at);
  return notWellFormed(message, line, column);
}

export function unknownReference(w: ByteWindow, at: number, reference: string): never {
  const known = 'known are &lt; &gt; &amp; &quot; &apos; and numbers like &#8364;';
  return broken(w, at, `"${reference.slice(0, 50)}" is no reference that can be resolved (${known})`);
}

export function tooLong(w: ByteWindow, at: number, limits: XesLimits): never {
  const { line, column } = w.place(at);
  const message = `a tag, text or value is longer than ${Math.floor(limits.textBytes / 1024)} KiB, the most that is taken.`;
  return xmlFault('import.xmlTooLong', message, line, column, 'too_large');
}
