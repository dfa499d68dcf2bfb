import { hashBytes } from './byte-dictionary.ts';
import { emptyHeader, splitKeys, type XesHeader } from './xes-header.ts';
import type { XesLimits } from './xes-limits.ts';
import type { XesRows } from './xes-rows.ts';
import { isXesType, type XesScope, type XesType } from './xes-slots.ts';
import { xmlFault } from './xml-fault.ts';

/** The XML attributes of an element, in document order; refilled for every element. */
export interface XmlAttributes {
  count: number;
  names: string[];
  values: string[];
}

/** What an open element is to the reader. */
type Inside = 'log' | 'trace' | 'event' | 'attribute' | 'values' | 'global' | 'other';
type AttributeScope = XesScope | 'log' | 'global';

interface Frame {
  inside: Inside;
  scope: AttributeScope;
  /** Key of the attribute, with the keys of its parents before it; '' outside attributes. */
  path: string;
  /** How often each key stood in this list; null: this is no list. */
  entries: Map<string, number> | null;
}

const MOST_HEADER_ATTRIBUTES = 1_000;

/**
 * Gives the elements of an XES document their meaning; both XML routes drive it.
 *
 * Nested attributes become columns of their own, `parent.child`, at any depth, beside the parent's column. Entries of a
 * `list` or `container` likewise, whether they stand in `<values>` or directly in it; the second entry of a list with
 * the same key is `list.key.2`, the third `list.key.3`, up to {@link XesLimits.listEntries}. Of a key that stands twice
 * in one element that is no list, the later value counts, as in the standard's own library.
 * Elements that are not the standard's, or of another namespace than the root, are skipped with all they hold.
 */
export class XesInterpreter {
  readonly header: XesHeader = emptyHeader();
  private readonly rows: XesRows;
  private readonly limits: XesLimits;
  private readonly frames: Frame[] = [];
  private prefix = '';
  private namespace: string | null = null;
  /** Depth of the skipped element, 0: none. */
  private skipped = 0;
  private scratch = new Uint8Array(1024);
  private readonly encoder = new TextEncoder();

  constructor(rows: XesRows, limits: XesLimits) {
    this.rows = rows;
    this.limits = limits;
  }

  /**
   * Whether the innermost element is a trace or an event of a trace, and which: then what is open around it is certain.
   * An event outside any trace is neither.
   */
  get level(): XesScope | null {
    const { frames } = this;
    const inside = frames.at(-1)?.inside;
    if (this.skipped > 0) return null;
    if (inside === 'event') return frames[frames.length - 2]!.inside === 'trace' ? 'event' : null;
    return inside === 'trace' ? 'trace' : null;
  }

  open(name: string, attributes: XmlAttributes, line: number, column: number): void {
    if (this.skipped > 0) {
      this.skipped++;
      return;
    }
    const parent = this.frames.at(-1);
    if (!parent) {
      this.openRoot(name, attributes, line, column);
      return;
    }
    const local = this.localName(name, attributes);
    const inside = local === null ? null : this.meaning(parent, local);
    if (local === null || inside === null) {
      this.rows.findings.add(
        'unknownElements',
        line,
        `Elements unknown to XES were skipped, the first: <${name.slice(0, 100)}>.`,
      );
      this.skipped = 1;
      return;
    }
    if (inside === 'trace') this.beginTrace(line);
    else if (inside === 'event') this.beginEvent(line);
    else if (inside === 'attribute') this.openAttribute(parent, local as XesType, attributes, line);
    else if (inside === 'values') this.frames.push({ ...parent, inside });
    else this.openDeclaration(local, inside, attributes, line);
  }

  close(): void {
    if (this.skipped > 0) {
      this.skipped--;
      return;
    }
    const { inside } = this.frames.at(-1)!;
    if (inside === 'trace') this.endTrace();
    else if (inside === 'event') this.endEvent();
    else this.frames.pop();
  }

  beginTrace(line: number): void {
    this.frames.push(TRACE);
    this.rows.beginTrace(line);
  }

  endTrace(): void {
    this.frames.pop();
    this.rows.endTrace();
  }

  beginEvent(line: number): void {
    this.frames.push(EVENT);
    this.rows.beginEvent(line);
  }

  endEvent(): void {
    this.frames.pop();
    this.rows.endEvent();
  }

  /** The name without the root's prefix; null when the element is of another namespace. */
  localName(name: string, attributes: XmlAttributes): string | null {
    const declared = attribute(attributes, this.prefix === '' ? 'xmlns' : `xmlns:${this.prefix}`);
    if (declared !== null && declared !== this.namespace) return null;
    if (this.prefix === '') return name.includes(':') ? null : name;
    return name.startsWith(`${this.prefix}:`) ? name.slice(this.prefix.length + 1) : null;
  }

  private openRoot(name: string, attributes: XmlAttributes, line: number, column: number): void {
    const colon = name.indexOf(':');
    this.prefix = colon < 0 ? '' : name.slice(0, colon);
    this.namespace = attribute(attributes, this.prefix === '' ? 'xmlns' : `xmlns:${this.prefix}`);
    if (name.slice(colon + 1) !== 'log') {
      const message = `the outermost element is <${name.slice(0, 100)}>; an XES file begins with <log>.`;
      xmlFault('import.notXes', message, line, column);
    }
    this.header.version = attribute(attributes, 'xes.version');
    this.header.features = attribute(attributes, 'xes.features');
    this.frames.push({ inside: 'log', scope: 'log', path: '', entries: null });
  }

  private meaning(parent: Frame, local: string): Inside | null {
    switch (parent.inside) {
      case 'log':
        if (local === 'trace' || local === 'event' || local === 'global') return local;
        if (local === 'extension' || local === 'classifier') return 'other';
        break;
      case 'trace':
        if (local === 'event') return 'event';
        break;
      case 'attribute':
        if (local === 'values' && parent.entries) return 'values';
        break;
      case 'other':
        return null;
    }
    return isXesType(local) ? 'attribute' : null;
  }

  private openAttribute(parent: Frame, type: XesType, attributes: XmlAttributes, line: number): void {
    const key = attribute(attributes, 'key');
    const value = attribute(attributes, 'value');
    const holds = type === 'list' || type === 'container';
    let path = parent.path;
    if (key) path = this.pathOf(parent, key, line);
    if (!key || (value === null && !holds)) this.incomplete(parent.scope, line);
    this.frames.push({ inside: 'attribute', scope: parent.scope, path, entries: holds ? new Map() : null });
    if (!key || value === null || holds || path === OVERFLOW) return;
    if (parent.scope === 'trace' || parent.scope === 'event') this.put(parent.scope, path, type, value, line);
    else this.keep(parent.scope, { key: path, type, value });
  }

  /** The column's name of an attribute under its parent. */
  private pathOf(parent: Frame, key: string, line: number): string {
    if (parent.path === OVERFLOW) return OVERFLOW;
    if (parent.inside !== 'attribute' && parent.inside !== 'values') return key;
    const path = `${parent.path}.${key}`;
    if (!parent.entries) return path;
    const place = (parent.entries.get(key) ?? 0) + 1;
    if (place === 1) {
      parent.entries.set(key, 1);
      return path;
    }
    if (place > this.limits.listEntries) {
      const message = `Lists with more than ${this.limits.listEntries} entries of one key: the entries beyond were left out.`;
      this.rows.findings.add('longLists', line, message);
      return OVERFLOW;
    }
    parent.entries.set(key, place);
    return `${path}.${place}`;
  }

  private put(scope: XesScope, path: string, type: XesType, value: string, line: number): void {
    const most = value.length * 3;
    if (most > this.scratch.length) this.scratch = new Uint8Array(most);
    const { written } = this.encoder.encodeInto(value, this.scratch);
    const slot = this.rows.slots.slot(scope, path, type);
    this.rows.put(slot, this.scratch, 0, written, hashBytes(this.scratch, 0, written), line);
  }

  /** Some writers drop keys that are empty; of the log's own attributes that is not worth a word. */
  private incomplete(scope: AttributeScope, line: number): void {
    if (scope === 'log' || scope === 'global') return;
    this.rows.findings.add('incompleteAttributes', line, 'Attributes without a key or without a value were left out.');
  }

  private keep(scope: 'log' | 'global', kept: XesHeader['attributes'][number]): void {
    const list = scope === 'log' ? this.header.attributes : this.header.globals.at(-1)!.attributes;
    if (list.length < MOST_HEADER_ATTRIBUTES) list.push(kept);
  }

  private openDeclaration(local: string, inside: Inside, attributes: XmlAttributes, line: number): void {
    const text = (name: string) => attribute(attributes, name) ?? '';
    const scope = attribute(attributes, 'scope') === 'trace' ? 'trace' : 'event';
    if (inside === 'global') {
      this.header.globals.push({ scope, attributes: [] });
      this.frames.push({ inside, scope: 'global', path: '', entries: null });
      return;
    }
    this.frames.push({ inside, scope: 'log', path: '', entries: null });
    const room = this.header.classifiers.length + this.header.extensions.length < MOST_HEADER_ATTRIBUTES;
    if (!room)
      this.rows.findings.add(
        'manyDeclarations',
        line,
        'More than 1,000 classifiers and extensions: the rest was left out.',
      );
    else if (local === 'classifier') {
      this.header.classifiers.push({ name: text('name'), scope, keys: splitKeys(text('keys')) });
    } else this.header.extensions.push({ name: text('name'), prefix: text('prefix'), uri: text('uri') });
  }
}

/** Path of an entry of a list that is too long; no key can be it. */
const OVERFLOW = '\0';
const TRACE: Frame = { inside: 'trace', scope: 'trace', path: '', entries: null };
const EVENT: Frame = { inside: 'event', scope: 'event', path: '', entries: null };

function attribute(attributes: XmlAttributes, name: string): string | null {
  for (let i = 0; i < attributes.count; i++) if (attributes.names[i] === name) return attributes.values[i]!;
  return null;
}
