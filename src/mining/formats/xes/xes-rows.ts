import type { ZoneOffsets } from '../../log/zone-offsets.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { Findings } from './findings.ts';
import { RowTable } from './row-table.ts';
import { SHOWN, XesCells } from './xes-cells.ts';
import type { XesLimits } from './xes-limits.ts';
import { type XesSlot, XesSlots } from './xes-slots.ts';
import { notUtf8 } from './xml-fault.ts';

/** An event that was refused. */
export interface RejectedEvent {
  line: number;
  column: string | null;
  value: string | null;
  reason: string;
}

export interface XesRowsOptions {
  limits: XesLimits;
  /** Zone of timestamps without one; null: they are a fault. */
  zone: ZoneOffsets | null;
  onReject(rejected: RejectedEvent): void;
}

const EMPTY = 'Attributes of type date, int, float or boolean with an empty value: taken as missing.';

/** Turns attribute values into cells, events and traces into rows, and refuses what is wrong. */
export class XesRows {
  readonly events = new RowTable();
  readonly traces = new RowTable();
  readonly slots: XesSlots;
  readonly findings = new Findings();
  /** Events seen, and those of them that became rows. */
  read = 0;
  accepted = 0;
  rejected = 0;
  /** Traces seen, and those of them that were left out. */
  traceCount = 0;
  droppedTraces = 0;
  private readonly options: XesRowsOptions;
  private readonly cells: XesCells;
  /** Tells UTF-8 from other bytes. */
  private readonly probe = new ByteDictionary();
  private inTrace = false;
  private traceLine = 0;
  private traceEvents = 0;
  private traceAccepted = 0;
  private traceNamed = false;
  private eventLine = 0;
  private named = false;
  private bad = false;

  constructor(options: XesRowsOptions) {
    this.options = options;
    this.slots = new XesSlots({ event: this.events, trace: this.traces }, options.limits);
    this.cells = new XesCells(this.slots, this.events, this.findings, options.zone);
  }

  get full(): boolean {
    return this.events.full || this.traces.full;
  }

  beginTrace(line: number): void {
    this.traceCount++;
    this.inTrace = true;
    this.traceLine = line;
    this.traceEvents = this.traceAccepted = 0;
    this.traceNamed = false;
  }

  /** A trace without events is no case: it is counted and dropped. One without a name is kept, to be given one. */
  endTrace(): void {
    this.inTrace = false;
    if (this.traceAccepted === 0) {
      const [code, what] =
        this.traceEvents === 0
          ? ['emptyTraces', 'Traces without events were left out.']
          : ['rejectedTraces', 'Traces of which every event was rejected were left out.'];
      this.findings.add(code!, this.traceLine, what!);
      this.droppedTraces++;
      this.traces.drop();
      return;
    }
    if (!this.traceNamed) {
      const message = 'Traces without concept:name are named by their place in the file: trace-1, trace-2 …';
      this.findings.add('unnamedTraces', this.traceLine, message);
    }
    this.traces.keep(this.traceCount);
  }

  beginEvent(line: number): void {
    this.read++;
    this.eventLine = line;
    this.named = this.bad = false;
    if (!this.inTrace) this.reject(line, null, null, 'the event stands outside any trace, so that it has no case');
  }

  endEvent(): void {
    this.traceEvents++;
    if (!this.bad && !this.named) {
      this.reject(this.eventLine, 'concept:name', null, 'the event has no concept:name, so that it has no activity');
    }
    if (this.bad) {
      this.events.drop();
      return;
    }
    this.accepted++;
    this.traceAccepted++;
    this.events.keep(this.traceCount);
  }

  /** Refuses the event being read; the first reason counts. Outside an event, at a trace, the value alone is left out. */
  reject(line: number, column: string | null, value: string | null, reason: string): void {
    if (this.bad) return;
    this.bad = true;
    this.rejected++;
    this.options.onReject({ line, column, value: value?.slice(0, SHOWN) ?? null, reason });
  }

  /** A value as bytes, with its hash. An empty one is a missing one. */
  put(slot: XesSlot, b: Uint8Array, start: number, end: number, hash: number, line: number): void {
    if (start === end) {
      if (slot.reading !== 'text' && slot.reading !== 'dateText') this.findings.add('emptyValues', line, EMPTY);
      return;
    }
    const expected = this.cells.put(slot, b, start, end, hash, line);
    if (expected !== '') this.wrong(slot, b, start, end, line, expected);
    else if (slot.isName) {
      if (slot.scope === 'event') this.named = true;
      else this.traceNamed = true;
    }
  }

  private wrong(slot: XesSlot, b: Uint8Array, start: number, end: number, line: number, what: string): void {
    if (this.probe.code(b, start, end, 0) === 0) notUtf8(line);
    this.probe.clear();
    const value = new TextDecoder().decode(b.subarray(start, Math.min(end, start + SHOWN)));
    if (slot.scope === 'event') {
      this.reject(line, slot.key, value, `the value is not ${what}`);
      return;
    }
    const message = `Attributes of traces with a wrong value were taken as missing; the first: "case:${slot.key}" is "${value}", which is not ${what}.`;
    this.findings.add('wrongCaseValues', line, message);
  }
}
