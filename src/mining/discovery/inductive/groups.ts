/** Disjoint sets of numbers. */
export class Groups {
  /** −1: the number is in no set. */
  private readonly parent: Int32Array;

  /** These sets of numbers below `n`. */
  static of(n: number, parts: readonly (readonly number[])[]): Groups {
    const groups = new Groups(n);
    for (const part of parts) {
      const least = part.reduce((a, b) => Math.min(a, b));
      for (const a of part) groups.parent[a] = least;
    }
    return groups;
  }

  private constructor(n: number) {
    this.parent = new Int32Array(n).fill(-1);
  }

  private root(a: number): number {
    const { parent } = this;
    let root = a;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.root(a), this.root(b)];
    this.parent[Math.max(x, y)] = Math.min(x, y);
  }

  /** The sets, each rising, in order of their least number. */
  list(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (let a = 0; a < this.parent.length; a++) {
      if (this.parent[a] === -1) continue;
      const root = this.root(a);
      const known = byRoot.get(root);
      if (known) known.push(a);
      else byRoot.set(root, [a]);
    }
    return [...byRoot.values()];
  }
}
