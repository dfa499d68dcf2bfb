import type { Segment } from '#sdk';
import type { ByteSink } from '../log/byte-sink.ts';
import { type ArchivedRows, type Cell, type CellSource, cellFor, type Rendering } from '../log/cells.ts';
import { escaped } from '../xml/write-xml.ts';
import type { XesNode } from './xes-layout.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes one attribute of traces or events, with all that stand in it. */
export class XesAttributeWriter {
  private readonly list: boolean;
  /** The attribute with its value alone, and as it begins where others stand in it; null: it never has one. */
  private readonly alone: Cell | null = null;
  private readonly opening: Cell | null = null;
  private readonly tags: Readonly<
    Record<'empty' | 'open' | 'openList' | 'close' | 'closeEmpty' | 'closeList', Uint8Array>
  >;
  private readonly values: Readonly<Record<'open' | 'close', Uint8Array>>;
  private readonly nested: readonly XesAttributeWriter[];
  private readonly entries: readonly { readonly writer: XesAttributeWriter; readonly key: string }[];

  constructor(node: XesNode, source: CellSource, indent: string) {
    const { type, key, column } = node;
    this.list = node.list;
    if (column) {
      const before = bytes(`${indent}<${type} key="${escaped(key)}" value="`);
      const rendered = (after: string): Rendering => ({ before, after: bytes(after), quote: escaped });
      this.alone = cellFor(column, rendered('"/>\n'), source, node.offset);
      this.opening = cellFor(column, rendered('">\n'), source, node.offset);
    }
    const [named, closed] = [`key="${escaped(key)}"`, (name: string) => bytes(`${indent}</${name}>\n`)];
    this.tags = {
      empty: bytes(`${indent}<string ${named} value=""/>\n`),
      open: bytes(`${indent}<string ${named} value="">\n`),
      openList: bytes(`${indent}<list ${named}>\n`),
      ...{ close: closed(type), closeEmpty: closed('string'), closeList: closed('list') },
    };
    this.values = { open: bytes(`${indent}\t<values>\n`), close: bytes(`${indent}\t</values>\n`) };
    this.nested = node.nested.map((child) => new XesAttributeWriter(child, source, `${indent}\t`));
    this.entries = node.entries.map((entry) => ({
      writer: new XesAttributeWriter(entry, source, `${indent}\t\t`),
      key: entry.key,
    }));
  }

  bind(segment: Segment, archived: () => ArchivedRows): void {
    this.alone?.bind(segment, archived);
    this.opening?.bind(segment, archived);
    for (const child of this.nested) child.bind(segment, archived);
    for (const { writer } of this.entries) writer.bind(segment, archived);
  }

  /** Whether the trace or event has it, or any that stands in it. */
  has(at: number): boolean {
    if (this.alone?.has(at)) return true;
    return this.nested.some((child) => child.has(at)) || this.entries.some(({ writer }) => writer.has(at));
  }

  /** Writes it where the trace or event has it. */
  write(at: number, sink: ByteSink): void {
    if (this.nested.length === 0 && this.entries.length === 0) {
      if (this.alone?.has(at)) this.alone.write(at, sink);
    } else if (this.has(at)) this.writeWhole(at, sink);
  }

  /** Writes it in any case, as an entry of a list whose place is part of what it says. */
  private writeWhole(at: number, sink: ByteSink): void {
    const { tags } = this;
    const valued = this.alone?.has(at) ?? false;
    const asList = this.list && !valued;
    if (!asList && !this.nested.some((child) => child.has(at))) {
      if (valued) this.alone!.write(at, sink);
      else sink.put(tags.empty);
      return;
    }
    if (valued) this.opening!.write(at, sink);
    else sink.put(asList ? tags.openList : tags.open);
    for (const child of this.nested) child.write(at, sink);
    if (asList) this.writeEntries(at, sink);
    sink.put(asList ? tags.closeList : valued ? tags.close : tags.closeEmpty);
  }

  private writeEntries(at: number, sink: ByteSink): void {
    const { entries } = this;
    // Of each key the last entry that is there: those before it keep their places.
    const last = new Map<string, number>();
    for (let i = 0; i < entries.length; i++) if (entries[i]!.writer.has(at)) last.set(entries[i]!.key, i);
    sink.put(this.values.open);
    for (let i = 0; i < entries.length; i++) {
      const { writer, key } = entries[i]!;
      if (i <= (last.get(key) ?? -1)) writer.writeWhole(at, sink);
    }
    sink.put(this.values.close);
  }
}
