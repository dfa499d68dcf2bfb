/**
 * What a search may cost, in states of about a microsecond each: no clock, so that the same budget gives the same answer.
 * A search that ends so says what it has: bounds, or "not decided".
 */
export class SearchBudget {
  /** States taken so far. */
  used = 0;
  private readonly most: number;
  private readonly whole: SearchBudget | null;
  private readonly isStopped: () => boolean;

  /** @param of.isStopped whether nobody waits for the answer any more: then nothing is left, either */
  constructor(
    { mostStates = MOST_STATES, isStopped = () => false }: { mostStates?: number; isStopped?: () => boolean } = {},
    whole: SearchBudget | null = null,
  ) {
    this.most = mostStates;
    this.isStopped = isStopped;
    this.whole = whole;
  }

  /** Takes so many states; false from the moment on at which nothing is left. */
  spend(states = 1): boolean {
    this.used += states;
    return (this.whole?.spend(states) ?? true) && this.used <= this.most && !this.isStopped();
  }

  /** States that may still be taken. */
  get left(): number {
    if (this.isStopped()) return 0;
    return Math.max(0, Math.min(this.most - this.used, this.whole?.left ?? Number.POSITIVE_INFINITY));
  }

  /** A budget for a part of the work: what the part takes is taken from this one, too. */
  part(mostStates: number): SearchBudget {
    return new SearchBudget({ mostStates }, this);
  }
}

/** Some ten seconds of searching. */
const MOST_STATES = 20_000_000;
