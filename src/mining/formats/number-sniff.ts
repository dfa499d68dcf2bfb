import { plainName } from './column-roles.ts';

/** How the numbers of a column are written. */
export interface SniffedNumbers {
  decimal: '.' | ',';
  thousands: '' | '.' | ',' | ' ' | "'";
  /** Some value has digits after the decimal sign. */
  fractions: boolean;
  /** `1,234`: thousands or decimals? Nothing in the sample decides. */
  ambiguous: boolean;
}

const PLAIN = /^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const COMMA = /^[+-]?(0|[1-9]\d*),\d+$/;
const GROUPED_POINT = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const GROUPED_COMMA = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/;
const ONE_GROUP = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** Reads the numbers of a sample without empty cells; null when a value is none, or has a leading zero (`007` is a name). */
export function sniffNumbers(values: readonly string[]): SniffedNumbers | null {
  if (values.length === 0) return null;
  const every = (...shapes: RegExp[]) => values.every((v) => shapes.some((shape) => shape.test(v)));
  const some = (shape: RegExp) => values.some((v) => shape.test(v));
  if (every(PLAIN)) return { decimal: '.', thousands: '', fractions: some(/\./), ambiguous: false };
  const undecided = values.every((v) => ONE_GROUP.test(v) || /^[+-]?\d{1,3}$/.test(v)) && some(/,/);
  if (every(PLAIN, COMMA) && !some(/\./)) return { decimal: ',', thousands: '', fractions: true, ambiguous: undecided };
  if (every(PLAIN, GROUPED_POINT)) return { decimal: '.', thousands: ',', fractions: some(/\./), ambiguous: undecided };
  if (every(/^[+-]?(0|[1-9]\d*)$/, COMMA, GROUPED_COMMA))
    return { decimal: ',', thousands: '.', fractions: some(/,/), ambiguous: false };
  return null;
}

/** As {@link sniffNumbers}, of a column of which somebody says that it holds numbers: what is none (`n/a`) does not count. */
export const sniffSaidNumbers = (values: readonly string[]): SniffedNumbers | null =>
  sniffNumbers(values.filter((v) => [PLAIN, COMMA, GROUPED_POINT, GROUPED_COMMA].some((shape) => shape.test(v))));

const QUANTITIES = new Set(
  [
    'amount cost costs price quantity qty total sum value duration weight count rate score balance fee tax revenue age',
    'betrag kosten preis menge anzahl summe wert dauer gewicht gebuhr umsatz steuer alter',
  ].flatMap((words) => words.split(' ')),
);

/** Whether a header speaks of a quantity (not of a number that is a name). */
export const isQuantityName = (name: string) =>
  plainName(name.replace(/^case:/, ''))
    .split(/[^a-z]+/)
    .some((word) => QUANTITIES.has(word));
