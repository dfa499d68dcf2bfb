/** The numbers that occur more than once, ascending. `numbers` is sorted. */
export function repeatedNumbers(numbers: Float64Array): Float64Array {
  // Numbers alone, without their places: the sort of the platform takes a tenth of what an order of places does.
  numbers.sort();
  let found = 0;
  const repeated: number[] = [];
  for (let i = 1; i < numbers.length; i++) {
    const number = numbers[i]!;
    if (number !== numbers[i - 1] || number === repeated[found - 1]) continue;
    repeated.push(number);
    found++;
  }
  return Float64Array.from(repeated);
}
