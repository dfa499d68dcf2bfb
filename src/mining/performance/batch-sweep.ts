/** An activity instance beside others of its group; times on the wall, and readings of the view's clock. */
export interface Instance {
  readonly start: number;
  readonly end: number;
  readonly arrival: number;
  readonly startReading: number;
  readonly endReading: number;
  readonly arrivalReading: number;
  /** Number of its case in the log. */
  readonly caseNumber: number;
}

export const BATCH_KINDS = ['simultaneous', 'sequential', 'concurrent'] as const;
export type BatchKind = (typeof BATCH_KINDS)[number];

export interface Batch {
  readonly kind: BatchKind;
  readonly start: number;
  readonly end: number;
  readonly cases: ReadonlySet<number>;
  readonly instances: number;
  /** Time from the arrival of each to the begin of the batch, on the view's clock. */
  readonly waitedMs: number;
}

/**
 * Finds the batches of one group (an activity, done by one resource) among its instances, which come by start, then end,
 * then arrival. An instance goes on with a batch when its case had arrived when the batch began, and it begins before the
 * last of the batch has ended, or at most `maxGapMs` later. A batch has `minSize` different cases or more.
 */
export class BatchSweep {
  readonly #minSize: number;
  readonly #maxGapMs: number;
  readonly #found: (batch: Batch) => void;
  /** The batch that may go on; 0 instances: none. Most hold one instance and get no set of cases. */
  #instances = 0;
  #start = 0;
  #startReading = 0;
  #end = 0;
  #endReading = 0;
  #firstCase = 0;
  #cases: Set<number> | null = null;
  #waitedMs = 0;
  #lastStart = 0;
  #lastEnd = 0;
  #overlapping = false;
  #apart = false;

  constructor(minSize: number, maxGapMs: number, found: (batch: Batch) => void) {
    this.#minSize = minSize;
    this.#maxGapMs = maxGapMs;
    this.#found = found;
  }

  add(instance: Instance): void {
    if (this.#instances === 0 || !this.#goesOn(instance)) this.#begin(instance);
    else this.#goOn(instance);
    this.#lastStart = instance.start;
    this.#lastEnd = instance.end;
    this.#instances++;
    this.#waitedMs += this.#startReading - instance.arrivalReading;
  }

  /** No more instances follow. */
  close(): void {
    const cases = this.#cases;
    if (cases !== null && cases.size >= this.#minSize) {
      const kind = this.#overlapping ? 'concurrent' : this.#apart ? 'sequential' : 'simultaneous';
      const times = { start: this.#start, end: this.#end, waitedMs: this.#waitedMs };
      this.#found({ kind, ...times, cases, instances: this.#instances });
    }
    this.#instances = 0;
    this.#cases = null;
  }

  #goesOn({ start, arrival, startReading }: Instance): boolean {
    if (arrival > this.#start) return false;
    return start <= this.#end || startReading - this.#endReading <= this.#maxGapMs;
  }

  #begin({ start, startReading, end, endReading, caseNumber }: Instance): void {
    this.close();
    this.#start = start;
    this.#startReading = startReading;
    this.#end = end;
    this.#endReading = endReading;
    this.#firstCase = caseNumber;
    this.#waitedMs = 0;
    this.#overlapping = false;
    this.#apart = false;
  }

  #goOn({ start, end, endReading, caseNumber }: Instance): void {
    this.#cases ??= new Set([this.#firstCase]);
    this.#cases.add(caseNumber);
    const same = start === this.#lastStart && end === this.#lastEnd;
    if (!same && start < this.#end) this.#overlapping = true;
    if (!same) this.#apart = true;
    this.#end = Math.max(this.#end, end);
    this.#endReading = Math.max(this.#endReading, endReading);
  }
}
