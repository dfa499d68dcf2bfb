/** Something about the file that a person should know, though it was read. */
export interface XesFinding {
  /** Stable name. */
  code: string;
  /** How often. */
  count: number;
  /** What was found and what was done about it. */
  message: string;
  /** Line of the first occurrence, where it has one. */
  line: number | null;
}

/** Collects findings: each kind once, with its first place and how often. */
export class Findings {
  private readonly found = new Map<string, XesFinding>();

  add(code: string, line: number | null, message: string, count = 1): void {
    const known = this.found.get(code);
    if (known) known.count += count;
    else if (count > 0) this.found.set(code, { code, count, message, line });
  }

  list(): XesFinding[] {
    return [...this.found.values()];
  }
}
