/**
 * What a search may cost. Counted in states, about a microsecond each, so that the same budget gives the same answer; `isOver` lets the caller end
 * it earlier, by a clock or a signal. A search that ends so says what it has: bounds, or "not decided".
 */
export class SearchBudget {
  private left: number;
  private readonly isOver: () => boolean;
  private toNextLook = STATES_A_LOOK;
  private over = false;

  constructor({ mostStates = MOST_STATES, isOver = () => false }: Partial<SearchLimits> = {}) {
    this.left = mostStates;
    this.isOver = isOver;
  }

  /** Takes so many states; false from the moment on at which nothing is left. */
  spend(states = 1): boolean {
    if (this.over) return false;
    this.left -= states;
    this.toNextLook -= states;
    if (this.toNextLook <= 0) {
      this.toNextLook = STATES_A_LOOK;
      this.over = this.isOver();
    }
    if (this.left < 0) this.over = true;
    return !this.over;
  }

  get spent(): boolean {
    return this.over;
  }
}

export interface SearchLimits {
  mostStates: number;
  isOver: () => boolean;
}

/** Enough for every log at hand many times over; some ten seconds of searching. */
const MOST_STATES = 20_000_000;
const STATES_A_LOOK = 2048;
