import { ByteWindow } from './byte-window.ts';
import { type Boundary, GapMemory, type ValueState } from './gap-memory.ts';
import type { XesInterpreter } from './xes-interpreter.ts';
import type { XesLimits } from './xes-limits.ts';
import type { XesRows } from './xes-rows.ts';
import { isXesType } from './xes-types.ts';
import * as xml from './xml-characters.ts';
import { notWellFormed, refuseDoctype, xmlFault } from './xml-fault.ts';
import { broken, tooLong, unknownReference, XmlTag } from './xml-tag.ts';

/** Why reading stopped: a batch of rows is full, or everything that was given is used up. */
export type Progress = 'batch' | 'more';

/**
 * Reads UTF-8 XML by bytes, in constant memory: elements to the interpreter, and the regular part of traces and events
 * past it ({@link GapMemory}). Well-formedness is checked as XML 1.0 asks, document types are refused.
 */
export class XesTokenizer {
  private readonly w = new ByteWindow();
  private readonly tag: XmlTag;
  private readonly memory: GapMemory;
  private readonly rows: XesRows;
  private readonly interpreter: XesInterpreter;
  private readonly limits: XesLimits;
  /** Names of the open elements. */
  private readonly open: string[] = [];
  private started = false;
  private rootSeen = false;
  private textBytes = 0;
  /** Closing brackets at the end of the text so far. */
  private brackets = 0;
  /** Bytes that must be there before a cut piece is tried again: twice as many, so that long pieces cost linear time. */
  private wanted = 0;
  /** The last attribute of a trace or event and its closing quote, as long as only known tags followed it; null. */
  private last: ValueState | null = null;
  private lastQuote = 0;
  private boundaries: Boundary[] = [];

  constructor(rows: XesRows, interpreter: XesInterpreter, limits: XesLimits) {
    this.rows = rows;
    this.interpreter = interpreter;
    this.limits = limits;
    this.tag = new XmlTag(limits);
    this.memory = new GapMemory(rows, interpreter, limits.textBytes);
  }

  push(chunk: Uint8Array): void {
    this.last = null;
    this.w.push(chunk);
  }

  /** Reads until a batch is full or the bytes are used up; with `final` nothing more will come. */
  advance(final: boolean): Progress {
    const { w } = this;
    while (!this.rows.full) {
      if (!final && w.end - w.pos < this.wanted) return 'more';
      this.wanted = 0;
      if (this.text() && this.markup()) continue;
      if (final) this.finish();
      if (w.end - w.pos > this.limits.textBytes) tooLong(w, w.pos, this.limits);
      this.wanted = (w.end - w.pos) * 2;
      return 'more';
    }
    return 'batch';
  }

  /** Passes text; true when a tag follows. Text means nothing in XES, but it must be legal. */
  private text(): boolean {
    const { w, open } = this;
    const { bytes, end } = w;
    let p = w.pos;
    for (; p < end; p++) {
      const byte = bytes[p]!;
      if (byte === xml.LESS) break;
      if (byte === xml.CLOSING_BRACKET) this.brackets++;
      else if (byte === xml.GREATER && this.brackets >= 2) broken(w, p, 'text holds "]]>"');
      else this.brackets = 0;
      if (xml.isBlank(byte)) continue;
      if (open.length === 0) return this.garbage(p);
      if (xml.TEXT_STOPS[byte] === 0) continue;
      if (byte !== xml.AMPERSAND) broken(w, p, `text holds the control character ${byte}`);
      const semicolon = bytes.subarray(0, end).indexOf(59, p);
      if (semicolon < 0 && end - p < 12) return this.passText(p);
      const name = semicolon < 0 || semicolon - p > 12 ? '' : String.fromCharCode(...bytes.subarray(p + 1, semicolon));
      if (xml.resolveReference(name) === null) unknownReference(w, p, `&${name};`);
      p = semicolon;
    }
    this.passText(p);
    return p < end;
  }

  private passText(to: number): false {
    if (to === this.w.pos) return false;
    this.started = true;
    const room = this.limits.textBytes - this.textBytes;
    if (to - this.w.pos > room) tooLong(this.w, this.w.pos + room, this.limits);
    this.textBytes += to - this.w.pos;
    this.w.moveTo(to);
    return false;
  }

  private garbage(at: number): never {
    if (this.rootSeen) return broken(this.w, at, 'there is text behind the end of the log');
    const { line, column } = this.w.place(at);
    return xmlFault(
      'import.notXes',
      'there is text before the first element; an XES file begins with <log>.',
      line,
      column,
    );
  }

  /** Reads what begins with the `<` at the window's place; false when its end is not there yet. */
  private markup(): boolean {
    const { w } = this;
    if (w.end - w.pos < 2) return false;
    const next = w.bytes[w.pos + 1]!;
    this.brackets = 0;
    if (next === xml.EXCLAMATION) return this.declaration();
    if (next === xml.QUESTION) return this.instruction();
    this.textBytes = 0;
    this.started = true;
    return next === xml.SLASH ? this.endTag() : this.startTag();
  }

  private startTag(): boolean {
    const { w, tag, open } = this;
    if (!tag.readStart(w, w.pos)) return false;
    if (open.length === 0 && this.rootSeen)
      broken(w, w.pos, `behind the end of the log a second one begins: <${tag.name}>`);
    if (open.length >= this.limits.depth) {
      const { line, column } = w.place(w.pos);
      xmlFault('import.xmlTooDeep', `elements are nested deeper than ${this.limits.depth}.`, line, column, 'too_large');
    }
    const state = this.attributeState();
    if (state) {
      const at = w.pos;
      if (this.last) this.memory.learn(this.last, w, [this.lastQuote, at, tag.valueStart], this.boundaries, state);
      this.memory.run(w, state, tag.valueStart, open);
      this.boundaries = [];
      this.last = null;
      if (w.pos !== at) return true;
    }
    this.openElement(state);
    return true;
  }

  private openElement(state: ValueState | null): void {
    const { w, tag } = this;
    // Counting columns costs the length of the line, and only the outermost element can be at fault here.
    const column = this.rootSeen ? 0 : w.place(w.pos).column;
    this.rootSeen = true;
    const before = this.interpreter.level;
    this.interpreter.open(tag.name, tag.attributes, w.line, column);
    const after = this.interpreter.level;
    if (state) {
      this.last = state;
      this.lastQuote = tag.valueEnd;
    } else if (after && after !== before && tag.attributes.count === 0)
      this.cross(after === 'trace' ? 'beginTrace' : 'beginEvent');
    else this.last = null;
    if (tag.selfClosing) this.closeElement();
    else this.open.push(tag.name);
    w.moveTo(tag.end);
  }

  private endTag(): boolean {
    const { w, tag, open } = this;
    if (!tag.readEnd(w, w.pos)) return false;
    const expected = open.pop();
    if (expected !== tag.name) {
      broken(
        w,
        w.pos,
        expected ? `</${tag.name}> stands where </${expected}> is due` : `</${tag.name}> closes nothing`,
      );
    }
    this.closeElement();
    w.moveTo(tag.end);
    return true;
  }

  private closeElement(): void {
    const level = this.interpreter.level;
    this.interpreter.close();
    if (level) this.cross(level === 'trace' ? 'endTrace' : 'endEvent');
  }

  private cross(kind: Boundary['kind']): void {
    if (this.last) this.boundaries.push({ kind, name: this.tag.name });
  }

  /** The state behind the opening quote of this tag's value; null when it is not an ordinary attribute of a trace or event. */
  private attributeState(): ValueState | null {
    const { name, attributes } = this.tag;
    const scope = this.interpreter.level;
    if (!scope || attributes.count !== 2 || attributes.names[0] !== 'key' || attributes.names[1] !== 'value')
      return null;
    const local = this.interpreter.localName(name, attributes);
    if (!local || local === 'list' || local === 'container' || !isXesType(local) || attributes.values[0] === '')
      return null;
    return this.memory.state(this.rows.slots.slot(scope, attributes.values[0]!, local), this.tag.quote);
  }

  /** `<!`: a comment, character data, or a document type. */
  private declaration(): boolean {
    const { w } = this;
    this.last = null;
    const head = String.fromCharCode(...w.bytes.subarray(w.pos, Math.min(w.pos + 9, w.end)));
    if (
      '<!DOCTYPE'.startsWith(head.slice(0, 9).toUpperCase()) &&
      head.length > 2 &&
      head[2] !== '-' &&
      head[2] !== '['
    ) {
      if (head.length < 9) return false;
      const { line, column } = w.place(w.pos);
      refuseDoctype(line, column);
    }
    if (head.startsWith('<!--')) return this.comment();
    if (head.startsWith('<![CDATA[')) {
      if (this.open.length === 0) this.garbage(w.pos);
      return this.passBehind(']]>', 9);
    }
    if ('<!--'.startsWith(head) || '<![CDATA['.startsWith(head)) return false;
    return broken(w, w.pos, '"<!" begins neither a comment nor character data');
  }

  private comment(): boolean {
    const { w } = this;
    const at = this.find('--', w.pos + 4);
    if (at < 0 || at + 2 >= w.end) return false;
    if (w.bytes[at + 2] !== xml.GREATER) broken(w, at, 'a comment holds "--"');
    this.started = true;
    w.moveTo(at + 3);
    return true;
  }

  /** `<?`: a processing instruction, which is passed, or the XML declaration, which only stands at the very beginning. */
  private instruction(): boolean {
    const { w } = this;
    this.last = null;
    const from = w.pos;
    const end = this.find('?>', from + 2);
    if (end < 0) return false;
    const target = new TextDecoder()
      .decode(w.bytes.subarray(from + 2, Math.min(end, from + 200)))
      .split(/[ \t\r\n?]/)[0]!;
    if (!xml.isXmlName(target)) broken(w, from, 'a processing instruction has no name');
    if (/^xml$/i.test(target) && this.started) broken(w, from, 'the XML declaration must stand at the very beginning');
    this.started = true;
    return this.passBehind('?>', 2);
  }

  private passBehind(mark: string, skip: number): boolean {
    const at = this.find(mark, this.w.pos + skip);
    if (at < 0) return false;
    this.w.moveTo(at + mark.length);
    return true;
  }

  private find(mark: string, from: number): number {
    const at = this.search(mark, from);
    if ((at < 0 ? this.w.end : at) - this.w.pos > this.limits.textBytes) tooLong(this.w, this.w.pos, this.limits);
    return at;
  }

  private search(mark: string, from: number): number {
    const { bytes, end } = this.w;
    for (
      let p = bytes.indexOf(mark.charCodeAt(0), from);
      p >= 0 && p + mark.length <= end;
      p = bytes.indexOf(mark.charCodeAt(0), p + 1)
    ) {
      let i = 1;
      while (i < mark.length && bytes[p + i] === mark.charCodeAt(i)) i++;
      if (i === mark.length) return p;
    }
    return -1;
  }

  /** Nothing more will come: faults unless the document is complete. */
  private finish(): void {
    const { w, open } = this;
    const { line, column } = w.place(w.end);
    if (w.pos < w.end) notWellFormed('it ends in the middle of a tag, reference or comment', line, column);
    if (open.length > 0) {
      const path = open.slice(-4).join('> in <');
      notWellFormed(
        `it ends before <${open.at(-1)}> is closed (${open.length > 1 ? `open: <${path}>` : 'the log is cut off'})`,
        line,
        column,
      );
    }
    if (!this.rootSeen)
      xmlFault('import.notXes', 'the file holds no element; an XES file begins with <log>.', line, column);
  }
}
