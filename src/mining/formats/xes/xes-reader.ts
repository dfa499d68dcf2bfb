import type { ZoneOffsets } from '../../log/zone-offsets.ts';
import { ToUtf8 } from './to-utf8.ts';
import { joinedHeader, type XesHeader } from './xes-header.ts';
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
  private readonly limits: XesLimits;
  private readonly headers: XesHeader[] = [];
  private tokenizer: XesTokenizer;
  private toUtf8 = new ToUtf8();
  private final = false;

  constructor(options: XesReaderOptions = {}) {
    const limits = options.limits ?? XES_LIMITS;
    this.rows = new XesRows({ limits, zone: options.zone ?? null, onReject: options.onReject ?? (() => {}) });
    this.limits = limits;
    this.tokenizer = this.tokenizerOfDocument();
  }

  /** What the document says of itself; of several the first, with the extensions and classifiers of all. */
  get header(): XesHeader {
    return joinedHeader(this.headers);
  }

  /** After `end`: another document follows, whose traces stand behind those that were read. */
  nextDocument(): void {
    this.tokenizer = this.tokenizerOfDocument();
    this.toUtf8 = new ToUtf8();
    this.final = false;
  }

  private tokenizerOfDocument(): XesTokenizer {
    const interpreter = new XesInterpreter(this.rows, this.limits);
    this.headers.push(interpreter.header);
    return new XesTokenizer(this.rows, interpreter, this.limits);
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
