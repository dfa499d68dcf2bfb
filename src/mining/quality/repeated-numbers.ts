import { sortedOrder } from '../log/sorted-order.ts';

/** The numbers that occur more than once, ascending. */
export function repeatedNumbers(numbers: Float64Array): Float64Array {
  const order = sortedOrder(numbers);
  const repeated: number[] = [];
  for (let i = 1; i < order.length; i++) {
    const number = numbers[order[i]!]!;
    if (number === numbers[order[i - 1]!] && repeated.at(-1) !== number) repeated.push(number);
  }
  return Float64Array.from(repeated);
}
