export interface ChainFinding {
  /** The row at or before which the chain is broken. */
  readonly seq: number;
  readonly kind:
    | 'altered'
    | 'missing'
    | 'broken-link'
    | 'truncated'
    | 'extra'
    | 'head'
    | 'checkpoint'
    | 'unsound'
    | 'tombstone'
    | 'witness';
  readonly message: string;
}

const MAX_FINDINGS = 100;

/** Collects what is wrong; the first hundred are told. */
export class Findings {
  readonly #found: ChainFinding[] = [];
  #count = 0;

  add(seq: number, kind: ChainFinding['kind'], message: string): void {
    this.#count++;
    if (this.#found.length < MAX_FINDINGS) this.#found.push({ seq, kind, message });
  }

  report(): { ok: boolean; findings: readonly ChainFinding[] } {
    return { ok: this.#count === 0, findings: this.#found };
  }
}
