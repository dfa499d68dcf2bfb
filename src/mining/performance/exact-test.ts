/** Coefficients of Lanczos' approximation (g = 7, n = 9), good to 15 digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of n!, for whole n from 0. */
export function logFactorial(n: number): number {
  if (n < 2) return 0;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (n + i);
  const t = n + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (n + 0.5) * Math.log(t) - t + Math.log(sum);
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/**
 * Fisher's exact test of two shares, `a` of `n` and `b` of `m`: the natural logarithm of twice the smaller tail of the
 * hypergeometric distribution, at most 0. It does not underflow, however small p is.
 */
export function logExactP(a: number, n: number, b: number, m: number): number {
  const shown = a + b;
  const total = n + m;
  const least = Math.max(0, shown - m);
  const most = Math.min(n, shown);
  const logAt = logChoose(n, a) + logChoose(m, b) - logChoose(total, shown);
  // From `a` outwards, as multiples of the probability of `a` itself: away from the expected share they fall quickly.
  const above = a * total >= n * shown;
  let sum = 1;
  let term = 1;
  for (let x = a; above ? x < most : x > least; x += above ? 1 : -1) {
    term *= above
      ? ((n - x) * (shown - x)) / ((x + 1) * (m - shown + x + 1))
      : (x * (m - shown + x)) / ((n - x + 1) * (shown - x + 1));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(0, Math.LN2 + logAt + Math.log(sum));
}

/** χ² with one degree of freedom of the same two shares, without correction: what a screen can afford. */
export function chiSquare(a: number, n: number, b: number, m: number): number {
  const shown = a + b;
  const hidden = n + m - shown;
  if (shown === 0 || hidden === 0) return 0;
  const cross = a * m - b * n;
  return ((cross / n) * (cross / m) * (n + m)) / (shown * hidden);
}
