/** min c·x, A x = b, x ≥ 0 with c ≥ 0; columns as sparse lists. */
export interface LinearProgram {
  rows: number;
  cost: readonly number[];
  /** By column: pairs of row and coefficient. */
  columns: readonly (readonly number[])[];
}

/**
 * The dual simplex (Lemke 1954) with an explicit inverse of the basis. As every cost is at least 0, the basis of artificial
 * variables, each held at 0, is dual feasible from the start, and stays so whatever the right-hand side becomes: each
 * `solve` goes on from the basis of the one before, often without a single pivot. Whenever it ends, `value` is the value of
 * a feasible dual solution and thus at most the optimum, also when it gives up.
 */
export class DualSimplex {
  /** Value of the dual solution at hand for the last right-hand side. */
  value = 0;
  /** Multiplications of all pivots and refactorisations so far, about a nanosecond each. */
  work = 0;
  /** Dual solution: `duals · b` is at most the optimum for any right-hand side b. */
  readonly duals: Float64Array;
  private readonly m: number;
  private readonly n: number;
  private readonly cost: Float64Array;
  private readonly start: Int32Array;
  private readonly row: Int32Array;
  private readonly coefficient: Float64Array;
  /** Column by row; n + r: the artificial variable of row r. */
  private readonly basis: Int32Array;
  private readonly isBasic: Uint8Array;
  private readonly inverse: Float64Array;
  private readonly basic: Float64Array;
  private readonly reduced: Float64Array;
  private readonly pivotRow: Float64Array;
  private readonly pivotColumn: Float64Array;
  private pivots = 0;

  constructor({ rows, cost, columns }: LinearProgram) {
    [this.m, this.n] = [rows, columns.length];
    this.cost = Float64Array.from(cost);
    this.start = new Int32Array(this.n + 1);
    columns.forEach((column, j) => {
      this.start[j + 1] = this.start[j]! + column.length / 2;
    });
    const flat = columns.flat();
    this.row = Int32Array.from({ length: flat.length / 2 }, (_, i) => flat[2 * i]!);
    this.coefficient = Float64Array.from({ length: flat.length / 2 }, (_, i) => flat[2 * i + 1]!);
    this.basis = new Int32Array(rows);
    this.isBasic = new Uint8Array(this.n);
    this.inverse = new Float64Array(rows * rows);
    this.beginAnew();
    this.basic = new Float64Array(rows);
    this.duals = new Float64Array(rows);
    this.reduced = this.cost.slice();
    this.pivotRow = new Float64Array(this.n);
    this.pivotColumn = new Float64Array(rows);
  }

  /**
   * @param mostWork of pivots, above which it gives up
   * @returns `infeasible` when no x meets this right-hand side; `bounded` when it gave up with a lower bound
   */
  solve(b: Float64Array, mostWork = Number.POSITIVE_INFINITY): 'optimal' | 'infeasible' | 'bounded' {
    const last = this.work + mostWork;
    this.computeBasic(b);
    for (let pivots = 0; pivots < MOST_PIVOTS && this.work <= last; pivots++) {
      const leaving = this.leaving();
      if (leaving < 0) return this.end(b, 'optimal');
      this.computePivotRow(leaving);
      const entering = this.entering(this.basic[leaving]! > 0 ? 1 : -1);
      if (entering < 0) {
        // A wrong verdict would cut off the best way: it counts only with a fresh inverse.
        if (this.pivots === 0) return this.end(b, 'infeasible');
        this.refactor();
        this.computeBasic(b);
        continue;
      }
      this.pivot(leaving, entering);
      if (this.pivots < PIVOTS_A_REFACTOR) continue;
      this.refactor();
      this.computeBasic(b);
    }
    return this.end(b, 'bounded');
  }

  private end(b: Float64Array, verdict: 'optimal' | 'infeasible' | 'bounded') {
    const { m, inverse, duals } = this;
    duals.fill(0);
    for (let r = 0; r < m; r++) {
      const cost = this.basis[r]! < this.n ? this.cost[this.basis[r]!]! : 0;
      if (cost !== 0) for (let k = 0, at = r * m; k < m; k++, at++) duals[k] = duals[k]! + cost * inverse[at]!;
    }
    let value = 0;
    for (let r = 0; r < m; r++) value += duals[r]! * b[r]!;
    this.value = value;
    return verdict;
  }

  private computeBasic(b: Float64Array): void {
    const { m, inverse, basic } = this;
    basic.fill(0);
    for (let k = 0; k < m; k++) {
      if (b[k] === 0) continue;
      for (let r = 0, at = k; r < m; r++, at += m) basic[r] = basic[r]! + inverse[at]! * b[k]!;
    }
  }

  /** The row that breaks its bound most; −1: none does. */
  private leaving(): number {
    let [worst, leaving] = [FEASIBLE, -1];
    for (let r = 0; r < this.m; r++) {
      const over = this.basis[r]! < this.n ? -this.basic[r]! : Math.abs(this.basic[r]!);
      if (over > worst) [worst, leaving] = [over, r];
    }
    return leaving;
  }

  private computePivotRow(leaving: number): void {
    const { start, row, coefficient, inverse, pivotRow } = this;
    const at = leaving * this.m;
    for (let j = 0; j < this.n; j++) {
      let sum = 0;
      if (!this.isBasic[j])
        for (let i = start[j]!; i < start[j + 1]!; i++) sum += inverse[at + row[i]!]! * coefficient[i]!;
      pivotRow[j] = sum;
    }
  }

  /** The column that keeps all reduced costs at least 0; of equal ones the one of the largest coefficient. */
  private entering(sign: number): number {
    let [best, size, entering] = [Number.POSITIVE_INFINITY, 0, -1];
    for (let j = 0; j < this.n; j++) {
      const alpha = this.pivotRow[j]! * sign;
      if (alpha <= PIVOT) continue;
      const ratio = Math.max(0, this.reduced[j]!) / alpha;
      if (ratio < best - 1e-12 || (ratio <= best + 1e-12 && alpha > size)) [best, size, entering] = [ratio, alpha, j];
    }
    return entering;
  }

  private pivot(leaving: number, entering: number): void {
    const { m, inverse, basic, pivotColumn, reduced, pivotRow } = this;
    this.work += m + this.row.length;
    pivotColumn.fill(0);
    for (let i = this.start[entering]!; i < this.start[entering + 1]!; i++)
      for (let r = 0, at = this.row[i]!; r < m; r++, at += m)
        pivotColumn[r] = pivotColumn[r]! + inverse[at]! * this.coefficient[i]!;
    const pivot = pivotColumn[leaving]!;
    const step = reduced[entering]! / pivotRow[entering]!;
    for (let j = 0; j < this.n; j++) if (!this.isBasic[j]) reduced[j] = reduced[j]! - step * pivotRow[j]!;
    const from = leaving * m;
    for (let k = 0; k < m; k++) inverse[from + k] = inverse[from + k]! / pivot;
    basic[leaving] = basic[leaving]! / pivot;
    for (let r = 0; r < m; r++) {
      const factor = pivotColumn[r]!;
      if (r === leaving || factor === 0) continue;
      this.work += m;
      for (let k = 0, at = r * m; k < m; k++, at++) inverse[at] = inverse[at]! - factor * inverse[from + k]!;
      basic[r] = basic[r]! - factor * basic[leaving]!;
    }
    const gone = this.basis[leaving]!;
    if (gone < this.n) {
      this.isBasic[gone] = 0;
      reduced[gone] = -step;
    }
    this.isBasic[entering] = 1;
    reduced[entering] = 0;
    this.basis[leaving] = entering;
    this.pivots++;
  }

  /** The inverse and the reduced costs computed anew, without the errors gathered; a basis become singular is given up. */
  private refactor(): void {
    const { m, n, basis } = this;
    const matrix = new Float64Array(m * m);
    for (let r = 0; r < m; r++) {
      const column = basis[r]!;
      if (column >= n) matrix[(column - n) * m + r] = 1;
      else
        for (let i = this.start[column]!; i < this.start[column + 1]!; i++)
          matrix[this.row[i]! * m + r]! += this.coefficient[i]!;
    }
    this.pivots = 0;
    const work = invert(matrix, this.inverse, m);
    this.work += work ?? 0;
    if (work === null) this.beginAnew();
    this.end(new Float64Array(m), 'optimal');
    for (let j = 0; j < n; j++) {
      let value = this.cost[j]!;
      for (let i = this.start[j]!; i < this.start[j + 1]!; i++)
        value -= this.duals[this.row[i]!]! * this.coefficient[i]!;
      this.reduced[j] = this.isBasic[j] ? 0 : Math.max(0, value);
    }
  }

  private beginAnew(): void {
    const { m, n } = this;
    this.isBasic.fill(0);
    this.inverse.fill(0);
    for (let r = 0; r < m; r++) {
      this.basis[r] = n + r;
      this.inverse[r * m + r] = 1;
    }
  }
}

/** Gauss and Jordan with partial pivoting; `matrix` is used up. @returns multiplications; null: it is singular */
function invert(matrix: Float64Array, inverse: Float64Array, m: number): number | null {
  let work = m * m;
  inverse.fill(0);
  for (let r = 0; r < m; r++) inverse[r * m + r] = 1;
  for (let c = 0; c < m; c++) {
    let pivot = c;
    for (let r = c + 1; r < m; r++) if (Math.abs(matrix[r * m + c]!) > Math.abs(matrix[pivot * m + c]!)) pivot = r;
    const value = matrix[pivot * m + c]!;
    if (Math.abs(value) < PIVOT) return null;
    for (const rows of [matrix, inverse]) {
      for (let k = 0; k < m; k++) {
        const kept = rows[c * m + k]!;
        rows[c * m + k] = rows[pivot * m + k]! / value;
        if (pivot !== c) rows[pivot * m + k] = kept;
      }
    }
    for (let r = 0; r < m; r++) {
      const factor = matrix[r * m + c]!;
      if (r === c || factor === 0) continue;
      work += 2 * m;
      for (const rows of [matrix, inverse])
        for (let k = 0; k < m; k++) rows[r * m + k] = rows[r * m + k]! - factor * rows[c * m + k]!;
    }
  }
  return work;
}

/** How far below 0 counts as 0, and what is too small to divide by. */
const FEASIBLE = 1e-7;
const PIVOT = 1e-8;
const PIVOTS_A_REFACTOR = 100;
const MOST_PIVOTS = 5_000;
