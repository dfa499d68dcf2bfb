import { COLUMNS, type Segment } from '#sdk';
import type { ByteSink } from '../log/byte-sink.ts';
import { type ArchivedRows, type Cell, type CellSource, cellFor } from '../log/cells.ts';
import type { LogWriter } from '../log/log-writer.ts';
import { escaped } from '../xml/write-xml.ts';
import { XesAttributeWriter } from './xes-attribute.ts';
import type { XesNode } from './xes-layout.ts';

export interface XesDocument {
  /** The root element and what stands before the first trace (see headerText). */
  readonly header: string;
  readonly attributes: { readonly case: readonly XesNode[]; readonly event: readonly XesNode[] };
  /** Each event that has a start time becomes two, of the transitions `start` and `complete`. */
  readonly lifecycleEvents: boolean;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const BEGIN_TRACE = '\t<trace>\n\t\t<string key="concept:name" value="';
const END_TRACE = bytes('\t</trace>\n');
const BEGIN_EVENT = bytes('\t\t<event>\n');
const END_EVENT = bytes('\t\t</event>\n');
const END_LOG = bytes('</log>\n');
const transition = (name: string) => bytes(`\t\t\t<string key="lifecycle:transition" value="${name}"/>\n`);
const START = transition('start');
const COMPLETE = transition('complete');

/** Writes a log as XES (IEEE 1849-2016; a reader of 2023 reads it likewise). */
export class XesWriter implements LogWriter {
  private readonly sink: ByteSink;
  private readonly document: XesDocument;
  private readonly ofCases: readonly XesAttributeWriter[];
  private readonly ofEvents: readonly XesAttributeWriter[];
  private readonly pairs: LifecyclePairs | null;
  private current: Segment | null = null;

  constructor(document: XesDocument, source: CellSource, sink: ByteSink) {
    const { attributes, lifecycleEvents } = document;
    const written = lifecycleEvents ? attributes.event.filter((node) => !isOfPair(node)) : attributes.event;
    this.sink = sink;
    this.document = document;
    this.ofCases = attributes.case.map((node) => new XesAttributeWriter(node, source, '\t\t'));
    this.ofEvents = written.map((node) => new XesAttributeWriter(node, source, '\t\t\t'));
    this.pairs = lifecycleEvents ? new LifecyclePairs(attributes.event, source, (e) => this.attributes(e), sink) : null;
  }

  begin(): void {
    this.sink.text(this.document.header);
  }

  segment(segment: Segment, archived: () => ArchivedRows): void {
    this.current = segment;
    for (const writer of [...this.ofCases, ...this.ofEvents]) writer.bind(segment, archived);
    this.pairs?.bind(segment, archived);
  }

  beginCase(caseIx: number): void {
    this.sink.text(`${BEGIN_TRACE}${escaped(this.current!.caseId(caseIx))}"/>\n`);
    for (const writer of this.ofCases) writer.write(caseIx, this.sink);
  }

  event(eventIx: number): void {
    if (this.pairs) {
      this.pairs.add(eventIx);
      return;
    }
    this.sink.put(BEGIN_EVENT);
    this.attributes(eventIx);
    this.sink.put(END_EVENT);
  }

  endCase(): void {
    this.pairs?.write();
    this.sink.put(END_TRACE);
  }

  end(): void {
    this.sink.put(END_LOG);
  }

  private attributes(eventIx: number): void {
    const { ofEvents, sink } = this;
    for (let i = 0; i < ofEvents.length; i++) ofEvents[i]!.write(eventIx, sink);
  }
}

/** The attributes that tell the two events of a pair apart. */
const isOfPair = ({ column }: XesNode): boolean => column?.id === COLUMNS.time || column?.id === COLUMNS.startTime;

/** The events of a case as two each, in the order of their times; where one has none, in the order they come. */
class LifecyclePairs {
  private readonly start: Cell;
  private readonly time: Cell;
  private readonly instances: boolean;
  private readonly attributes: (eventIx: number) => void;
  private readonly sink: ByteSink;
  private times: readonly [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];
  private events: number[] = [];

  constructor(nodes: readonly XesNode[], source: CellSource, attributes: (eventIx: number) => void, sink: ByteSink) {
    const rendering = {
      ...{ before: bytes('\t\t\t<date key="time:timestamp" value="'), after: bytes('"/>\n'), quote: escaped },
    };
    const find = (id: string) => nodes.find(({ column }) => column?.id === id)!;
    const [time, start] = [find(COLUMNS.time), find(COLUMNS.startTime)];
    this.time = cellFor(time.column!, rendering, source, time.offset);
    this.start = cellFor(start.column!, rendering, source, start.offset);
    this.instances = !nodes.some(({ key }) => key === 'concept:instance');
    this.attributes = attributes;
    this.sink = sink;
  }

  bind(segment: Segment, archived: () => ArchivedRows): void {
    this.time.bind(segment, archived);
    this.start.bind(segment, archived);
    this.times = [segment.numbers(COLUMNS.startTime), segment.numbers(COLUMNS.time)];
  }

  add(eventIx: number): void {
    this.events.push(eventIx);
  }

  write(): void {
    const [starts, times] = this.times;
    const halves = this.events.flatMap((eventIx, i) => {
      const complete = { eventIx, at: times[eventIx]!, instance: i + 1, begins: false };
      return this.start.has(eventIx) ? [{ ...complete, at: starts[eventIx]!, begins: true }, complete] : [complete];
    });
    if (halves.every(({ at }) => !Number.isNaN(at))) halves.sort((a, b) => a.at - b.at);
    for (const half of halves) this.writeHalf(half);
    this.events = [];
  }

  private writeHalf({ eventIx, instance, begins }: { eventIx: number; instance: number; begins: boolean }): void {
    const { sink } = this;
    sink.put(BEGIN_EVENT);
    this.attributes(eventIx);
    if (this.instances) sink.text(`\t\t\t<string key="concept:instance" value="${instance}"/>\n`);
    sink.put(begins ? START : COMPLETE);
    const cell = begins ? this.start : this.time;
    if (cell.has(eventIx)) cell.write(eventIx, sink);
    sink.put(END_EVENT);
  }
}
