/** Counts who reads a version: a pinned folder is never swept. One instance per server. */
export class Pins {
  readonly #counts = new Map<string, number>();

  /** Holds a version for as long as the work runs. */
  async hold<T>(folder: string, work: () => Promise<T>): Promise<T> {
    this.#counts.set(folder, (this.#counts.get(folder) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = this.#counts.get(folder)! - 1;
      if (left === 0) this.#counts.delete(folder);
      else this.#counts.set(folder, left);
    }
  }

  /** Folders that someone reads now. */
  held(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }
}
