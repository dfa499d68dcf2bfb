import { ByteWindow } from '../xes/byte-window.ts';
import { TextCache } from '../xes/text-cache.ts';
import type { XmlAttributes } from '../xes/xes-interpreter.ts';
import { XES_LIMITS } from '../xes/xes-limits.ts';
import { AMPERSAND, EXCLAMATION, QUESTION, resolveReference, SLASH } from '../xes/xml-characters.ts';
import { notUtf8, notWellFormed, refuseDoctype, xmlFault } from '../xes/xml-fault.ts';
import { broken, tooLong, unknownReference, XmlTag } from '../xes/xml-tag.ts';

/** Whom a document is told to, element by element; names are without their namespace prefix. */
export interface XmlHandler {
  /** Whether the text of the open element matters; else it is passed over. */
  readonly wantsText: boolean;
  open(name: string, attributes: XmlAttributes): void;
  text(text: string): void;
  close(name: string): void;
}

/**
 * Reads an XML document of any kind as it comes, in constant memory, by the tags and limits of the XES reader: document
 * types are refused, depth and lengths are bounded. Faults: `import.xmlNotWellFormed`, `import.xmlDoctype`,
 * `import.xmlTooDeep`, `import.xmlTooLong`, `import.tooManyXmlAttributes`, `import.notUtf8`.
 */
export class XmlStream {
  private readonly w = new ByteWindow();
  private readonly tag = new XmlTag(XES_LIMITS);
  private readonly texts = new TextCache();
  private readonly handler: XmlHandler;
  private readonly open: string[] = [];
  private readonly locals = new Map<string, string>();
  private seen = false;

  constructor(handler: XmlHandler) {
    this.handler = handler;
  }

  push(chunk: Uint8Array): void {
    this.w.push(chunk);
    while (this.text(false) && this.markup());
    if (this.w.end - this.w.pos > XES_LIMITS.textBytes) tooLong(this.w, this.w.pos, XES_LIMITS);
  }

  end(): void {
    const { w, open } = this;
    while (this.text(true) && this.markup());
    const { line, column } = w.place(w.end);
    if (w.pos < w.end || open.length > 0 || !this.seen) notWellFormed('it was cut off', line, column);
  }

  /** Passes text; true when a tag follows. */
  private text(final: boolean): boolean {
    const { w } = this;
    if (w.pos >= w.end) return false;
    const found = w.bytes.subarray(0, w.end).indexOf(60, w.pos);
    const end = found < 0 ? w.end : found;
    if (end > w.pos && this.open.length > 0 && this.handler.wantsText) {
      if (found < 0 && !final) return false;
      this.handler.text(this.decode(w.pos, end));
    }
    if (end > w.pos) w.moveTo(end);
    return found >= 0;
  }

  private decode(start: number, end: number): string {
    const text = this.texts.text(this.w.bytes, start, end) ?? notUtf8(this.w.place(start).line);
    if (this.w.bytes.subarray(start, end).indexOf(AMPERSAND) < 0) return text;
    return text.replace(/&([^;&]*)(;?)/g, (whole, name: string, semicolon: string) => {
      return (semicolon === '' ? null : resolveReference(name)) ?? unknownReference(this.w, start, whole);
    });
  }

  /** Reads what begins with `<`; false when its end is not there yet. */
  private markup(): boolean {
    const { w, tag, open } = this;
    if (w.end - w.pos < 2) return false;
    const next = w.bytes[w.pos + 1]!;
    if (next === EXCLAMATION) return this.declaration();
    if (next === QUESTION) return this.passBehind('?>') >= 0;
    if (next === SLASH) {
      if (!tag.readEnd(w, w.pos)) return false;
      if (open.pop() !== tag.name) broken(w, w.pos, `</${tag.name}> closes what was not opened`);
      this.handler.close(this.local(tag.name));
    } else {
      if (!tag.readStart(w, w.pos)) return false;
      if (open.length === 0 && this.seen) broken(w, w.pos, 'a second document follows the first');
      this.seen = true;
      this.handler.open(this.local(tag.name), tag.attributes);
      if (tag.selfClosing) this.handler.close(this.local(tag.name));
      else if (open.push(tag.name) > XES_LIMITS.depth) this.tooDeep();
    }
    w.moveTo(tag.end);
    return true;
  }

  private tooDeep(): never {
    const { line, column } = this.w.place(this.w.pos);
    const message = `elements are nested deeper than ${XES_LIMITS.depth}.`;
    return xmlFault('import.xmlTooDeep', message, line, column, 'too_large');
  }

  private local(name: string): string {
    let local = this.locals.get(name);
    if (local === undefined) {
      local = name.slice(name.indexOf(':') + 1);
      if (this.locals.size < 1_000) this.locals.set(name, local);
    }
    return local;
  }

  private declaration(): boolean {
    const { w } = this;
    const head = String.fromCharCode(...w.bytes.subarray(w.pos, Math.min(w.pos + 9, w.end)));
    if (head.startsWith('<!--')) return this.passBehind('-->', 4) >= 0;
    if (head === '<![CDATA[') {
      const start = w.pos + 9;
      const end = this.passBehind(']]>', 9);
      if (end >= 0 && this.handler.wantsText)
        this.handler.text(this.texts.text(w.bytes, start, end) ?? notUtf8(w.line));
      return end >= 0;
    }
    if (head.length < 9 && ('<!--'.startsWith(head) || '<![CDATA['.startsWith(head))) return false;
    if ('<!DOCTYPE'.startsWith(head.toUpperCase())) {
      if (head.length < 9) return false;
      const { line, column } = w.place(w.pos);
      refuseDoctype(line, column);
    }
    return broken(w, w.pos, '"<!" begins neither a comment nor character data');
  }

  /** Passes everything up to a mark and the mark. @returns where the mark stood; below 0: not there yet */
  private passBehind(mark: string, skip = 2): number {
    const { w } = this;
    const at = Buffer.from(w.bytes.buffer, w.bytes.byteOffset, w.end).indexOf(mark, w.pos + skip, 'latin1');
    if (at >= 0) w.moveTo(at + mark.length);
    return at;
  }
}

/** The value of an attribute, by its name with or without a prefix; undefined: it has none. */
export function attributeOf({ count, names, values }: XmlAttributes, name: string): string | undefined {
  for (let i = 0; i < count; i++) if (names[i] === name) return values[i];
  for (let i = 0; i < count; i++) if (names[i]!.endsWith(`:${name}`)) return values[i];
  return undefined;
}
