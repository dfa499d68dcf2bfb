/** Disjoint sets of the numbers 0 … n − 1. */
export class Groups {
  private readonly parent: Int32Array;

  constructor(n: number) {
    this.parent = Int32Array.from({ length: n }, (_, i) => i);
  }

  /** The least number of the set. */
  of(a: number): number {
    const { parent } = this;
    let root = a;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = a; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.of(a), this.of(b)];
    if (x < y) this.parent[y] = x;
    else this.parent[x] = y;
  }

  /** The sets, each rising, in order of their least number. */
  list(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (let a = 0; a < this.parent.length; a++) {
      const root = this.of(a);
      const known = byRoot.get(root);
      if (known) known.push(a);
      else byRoot.set(root, [a]);
    }
    return [...byRoot.values()];
  }
}
