import { invalid } from '#sdk';
import { instantOfLocal, type ZoneOffsets } from '../../log/zone-offsets.ts';
import type { Findings } from './findings.ts';
import { type ParsedDate, parseDate } from './parse-date.ts';
import { parseBoolean, parseFloatText, parseInteger, TOO_BIG } from './parse-number.ts';
import { type RowTable, SEVERAL_OFFSETS, type XesColumn } from './row-table.ts';
import type { XesSlot, XesSlots } from './xes-slots.ts';
import { notUtf8 } from './xml-fault.ts';

/** Added to an offset in minutes, so that 0 can say "none". */
export const OFFSET_BIAS = 2_000;

/** Characters of a value that a message or a rejected row shows. */
export const SHOWN = 200;

/** Reads values by their attribute's type and puts them into the row being filled. */
export class XesCells {
  private readonly slots: XesSlots;
  private readonly events: RowTable;
  private readonly findings: Findings;
  private readonly zone: ZoneOffsets | null;
  private readonly date: ParsedDate = { ms: 0, offsetMinutes: 0 };

  constructor(slots: XesSlots, events: RowTable, findings: Findings, zone: ZoneOffsets | null) {
    this.slots = slots;
    this.events = events;
    this.findings = findings;
    this.zone = zone;
  }

  /**
   * Puts a value, given as bytes with its hash. The hot path: nothing is made here for a value that was seen before.
   * @returns '' or, when it is wrong, what it ought to be
   */
  put(slot: XesSlot, b: Uint8Array, start: number, end: number, hash: number, line: number): string {
    switch (slot.reading) {
      case 'text':
        slot.column ??= this.slots.column(slot, 'text');
        return this.putText(slot, slot.column, b, start, end, hash, line);
      case 'date':
        if (!parseDate(b, start, end, this.date)) return 'a date and time';
        slot.column ??= this.slots.column(slot, 'time');
        return this.putDate(slot, slot.column, b, start, end, line);
      case 'int': {
        const value = parseInteger(b, start, end);
        if (Number.isNaN(value)) return 'an integer';
        if (value === TOO_BIG) {
          return this.putText(slot, this.slots.column(slot, 'text', true), b, start, end, hash, line);
        }
        slot.column ??= this.slots.column(slot, 'number');
        slot.table.setNumber(slot.column, value);
        return '';
      }
      case 'float':
        return this.putFloat(slot, b, start, end, line);
      case 'boolean': {
        const code = parseBoolean(b, start, end);
        if (code === 0) return 'a boolean';
        slot.column ??= this.slots.column(slot, 'boolean');
        slot.table.setCode(slot.column, code);
        return '';
      }
      case 'dateText':
        return this.putDateText(slot, b, start, end, hash, line);
    }
  }

  private putText(
    slot: XesSlot,
    column: XesColumn,
    b: Uint8Array,
    start: number,
    end: number,
    hash: number,
    line: number,
  ): string {
    const code = column.dictionary!.code(b, start, end, hash);
    if (code === 0) notUtf8(line);
    slot.table.setCode(column, code);
    return '';
  }

  private putDate(slot: XesSlot, column: XesColumn, b: Uint8Array, start: number, end: number, line: number): string {
    const { ms, offsetMinutes } = this.date;
    const naive = Number.isNaN(offsetMinutes);
    if (naive && !this.zone) needsTimeZone(slot.key, shown(b, start, end), line);
    slot.table.setNumber(column, naive ? instantOfLocal(this.zone!, ms) : ms);
    const offset = naive ? 0 : offsetMinutes + OFFSET_BIAS;
    if (column.offset !== offset) column.offset = column.offset === -1 ? offset : SEVERAL_OFFSETS;
    if (slot.isTime) this.events.offset[this.events.rows] = offset;
    return '';
  }

  /** `time:timestamp` written as a string: a date when it reads as one and its zone is known, otherwise the text it is. */
  private putDateText(slot: XesSlot, b: Uint8Array, start: number, end: number, hash: number, line: number): string {
    const isDate = parseDate(b, start, end, this.date);
    if (isDate && (this.zone || !Number.isNaN(this.date.offsetMinutes))) {
      return this.putDate(slot, this.slots.column(slot, 'time'), b, start, end, line);
    }
    const example = shown(b, start, end);
    const advice = isDate ? ' Give --time-zone, and they are read as times.' : '';
    const message = `time:timestamp is written as text ("${example}"): kept as text, these events have no time.${advice}`;
    this.findings.add('timeIsText', line, message);
    return this.putText(slot, this.slots.column(slot, 'text'), b, start, end, hash, line);
  }

  private putFloat(slot: XesSlot, b: Uint8Array, start: number, end: number, line: number): string {
    const value = parseFloatText(b, start, end);
    if (value === null) return 'a number';
    if (!Number.isFinite(value)) {
      this.findings.add('nonFiniteNumbers', line, 'Values NaN and INF stand for no number: taken as missing.');
      return '';
    }
    slot.column ??= this.slots.column(slot, 'number');
    slot.table.setNumber(slot.column, value);
    return '';
  }
}

const shown = (b: Uint8Array, start: number, end: number): string =>
  new TextDecoder().decode(b.subarray(start, Math.min(end, start + SHOWN)));

function needsTimeZone(key: string, value: string, line: number): never {
  return invalid(
    'import.needsTimeZone',
    `The time "${value}" of "${key}" (line ${line}) carries no time zone. In which zone was it written? Say so, for example with --time-zone Europe/Berlin`,
    [{ line, value, message: 'no offset' }],
  );
}
