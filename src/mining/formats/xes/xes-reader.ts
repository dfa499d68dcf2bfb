import type { ZoneOffsets } from '../../log/zone-offsets.ts';
import { ToUtf8 } from './to-utf8.ts';
import type { XesHeader } from './xes-header.ts';
import { XesInterpreter } from './xes-interpreter.ts';
import { XES_LIMITS, type XesLimits } from './xes-limits.ts';
import { type RejectedEvent, XesRows } from './xes-rows.ts';
import { type Progress, XesTokenizer } from './xes-tokenizer.ts';

export interface XesReaderOptions {
  limits?: XesLimits;
  /** Zone of timestamps that carry none; without it such a timestamp is a fault (`import.needsTimeZone`). */
  zone?: ZoneOffsets | null;
  onReject?(rejected: RejectedEvent): void;
}

/**
 * Reads an XES document that comes in chunks, into batches of typed rows (IEEE 1849-2023; older versions likewise).
 *
 *     reader.push(chunk);
 *     while (reader.advance() === 'batch') { …take reader.rows.events, reader.rows.traces…; clear() }
 *     … reader.end() after the last chunk, then once more as above
 *
 * Memory is constant but for the dictionaries, which whoever takes the batches may clear.
 */
export class XesReader {
  readonly rows: XesRows;
  private readonly interpreter: XesInterpreter;
  private readonly tokenizer: XesTokenizer;
  private readonly toUtf8 = new ToUtf8();
  private final = false;

  constructor(options: XesReaderOptions = {}) {
    const limits = options.limits ?? XES_LIMITS;
    this.rows = new XesRows({ limits, zone: options.zone ?? null, onReject: options.onReject ?? (() => {}) });
    this.interpreter = new XesInterpreter(this.rows, limits);
    this.tokenizer = new XesTokenizer(this.rows, this.interpreter, limits);
  }

  get header(): XesHeader {
    return this.interpreter.header;
  }

  push(chunk: Uint8Array): void {
    this.tokenizer.push(this.toUtf8.convert(chunk));
  }

  end(): void {
    this.tokenizer.push(this.toUtf8.convert(new Uint8Array(0), true));
    this.final = true;
  }

  /** Reads on until a batch is full (`batch`) or all that was pushed is used up (`more`). */
  advance(): Progress {
    return this.tokenizer.advance(this.final);
  }
}
