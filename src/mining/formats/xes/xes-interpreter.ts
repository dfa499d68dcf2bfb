import { hashBytes } from './byte-dictionary.ts';
import { HeaderAttributes } from './header-attributes.ts';
import { emptyHeader, splitKeys, type XesAttribute, type XesHeader } from './xes-header.ts';
import type { XesLimits } from './xes-limits.ts';
import { pathWithin } from './xes-path.ts';
import type { XesRows } from './xes-rows.ts';
import type { XesScope } from './xes-slots.ts';
import { isXesType, type XesType } from './xes-types.ts';
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
  /** The attribute's keys from the trace or event on (see xes-path.ts); '' outside attributes. */
  path: string;
  /** How often each key stood in this list; null: this is no list. */
  entries: Map<string, number> | null;
  /** True for a `container`: what it holds are its entries. */
  container?: boolean;
  /** Where attributes are kept that stand in this element of the log's own; absent: nowhere. */
  keeps?: (values: boolean) => XesAttribute[] | null;
}

/** Classifiers and extensions together. */
const MOST_DECLARATIONS = 1_000;

/**
 * Gives the elements of an XES document their meaning; both XML routes drive it.
 *
 * Nested attributes become columns of their own, `parent.child`, at any depth, beside the parent's column. Entries of a
 * `list` or `container` likewise, whether they stand in `<values>` or directly in it; the second entry of a list with
 * the same key is `list.key.2`, the third `list.key.3`, up to {@link XesLimits.listEntries}. Which of these it was, the
 * path of the column keeps. Of a key that stands twice in one element that is no list, the later value counts, as in the
 * standard's own library.
 * Elements that are not the standard's, or of another namespace than the root, are skipped with all they hold.
 */
export class XesInterpreter {
  readonly header: XesHeader = emptyHeader();
  private readonly rows: XesRows;
  private readonly limits: XesLimits;
  private readonly frames: Frame[] = [];
  private readonly kept: HeaderAttributes;
  private prefix = '';
  private namespace: string | null = null;
  /** Depth of the skipped element, 0: none. */
  private skipped = 0;
  private scratch = new Uint8Array(1024);
  private readonly encoder = new TextEncoder();

  constructor(rows: XesRows, limits: XesLimits) {
    this.rows = rows;
    this.limits = limits;
    this.kept = new HeaderAttributes(rows.findings);
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
    else if (inside === 'values') this.frames.push({ ...parent, inside, entries: new Map() });
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
    const keeps = () => this.header.attributes;
    this.frames.push({ inside: 'log', scope: 'log', path: '', entries: null, keeps });
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
    if (!key || (value === null && !holds)) this.incomplete(parent.scope, line);
    const frame: Frame = {
      inside: 'attribute',
      scope: parent.scope,
      path: parent.path,
      entries: holds ? new Map() : null,
    };
    if (type === 'container') frame.container = true;
    this.frames.push(frame);
    if (parent.scope === 'log' || parent.scope === 'global') {
      if (key && (value !== null || holds)) this.keep(parent, frame, { key, type, value: holds ? null : value }, line);
      return;
    }
    if (!key) return;
    frame.path = this.pathUnder(parent, key, line);
    if (value === null || holds || frame.path === OVERFLOW) return;
    this.put(parent.scope, frame.path, type, value, line);
  }

  /** The path of an attribute under its parent. */
  private pathUnder(parent: Frame, key: string, line: number): string {
    if (parent.path === OVERFLOW) return OVERFLOW;
    if (parent.inside !== 'attribute' && parent.inside !== 'values') return key;
    if (!parent.entries) return pathWithin(parent.path, 'nested', key, 1);
    const held = parent.inside === 'values' || parent.container ? 'entry' : 'direct';
    const place = (parent.entries.get(key) ?? 0) + 1;
    if (place > this.limits.listEntries) {
      const message = `Lists with more than ${this.limits.listEntries} entries of one key: the entries beyond were left out.`;
      this.rows.findings.add('longLists', line, message);
      return OVERFLOW;
    }
    parent.entries.set(key, place);
    return pathWithin(parent.path, held, key, place);
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

  private keep(parent: Frame, frame: Frame, attribute: XesAttribute, line: number): void {
    const into = parent.keeps?.(parent.inside === 'values' || parent.container === true) ?? null;
    const kept = this.kept.add(into, attribute, line);
    if (!kept) return;
    frame.keeps = (values) => {
      const inside = values ? 'values' : 'children';
      kept[inside] ??= [];
      return kept[inside];
    };
  }

  private openDeclaration(local: string, inside: Inside, attributes: XmlAttributes, line: number): void {
    const text = (name: string) => attribute(attributes, name) ?? '';
    const scope = attribute(attributes, 'scope') === 'trace' ? 'trace' : 'event';
    const { extensions, globals, classifiers } = this.header;
    const frame: Frame = { inside, scope: inside === 'global' ? 'global' : 'log', path: '', entries: null };
    this.frames.push(frame);
    if (extensions.length + globals.length + classifiers.length >= MOST_DECLARATIONS) {
      const message = 'More than 1,000 classifiers, extensions and globals: the rest was left out.';
      this.rows.findings.add('manyDeclarations', line, message);
    } else if (inside === 'global') {
      const declared: XesHeader['globals'][number] = { scope, attributes: [] };
      globals.push(declared);
      frame.keeps = () => declared.attributes;
    } else if (local === 'classifier') classifiers.push({ name: text('name'), scope, keys: splitKeys(text('keys')) });
    else extensions.push({ name: text('name'), prefix: text('prefix'), uri: text('uri') });
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
