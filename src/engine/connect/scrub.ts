import type { FaultDetail } from '#sdk';
import { AppError } from '#sdk';

/** What stands in the place of a secret. */
const MASK = '•••';
/** A shorter one is looked for as a word of its own: it would be found in every text. */
const SHORT = 4;
/** Cells of data lose only what cannot be there by chance. */
const LONG = 8;

/** Takes secrets out of texts, in every form in which they come back. */
export class Scrub {
  readonly #everywhere: RegExp | null;
  readonly #inData: RegExp | null;

  constructor(secrets: readonly string[]) {
    this.#everywhere = patternOf(secrets);
    this.#inData = patternOf(secrets.filter((secret) => secret.length >= LONG));
  }

  text(text: string): string {
    return this.#everywhere ? text.replace(this.#everywhere, MASK) : text;
  }

  /** As it is said to people and kept: a text of data may be the same as a short secret. */
  data(text: string): string {
    return this.#inData ? text.replace(this.#inData, MASK) : text;
  }

  /** Every text in a plain value. */
  value<T>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((item) => this.value(item)) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.value(item)])) as T;
  }

  fault(error: AppError): AppError {
    const details = error.details.map((detail): FaultDetail => this.value(detail));
    const whole = error.whole === null ? null : this.text(error.whole);
    const clean = new AppError(error.fault, error.code, this.text(error.message), details, whole);
    clean.stack = this.text(error.stack ?? '');
    return clean;
  }
}

function patternOf(secrets: readonly string[]): RegExp | null {
  if (secrets.length === 0) return null;
  const plain = new Set(secrets.flatMap(formsOf));
  const coded = new Set(secrets.flatMap(base64Of));
  const longestFirst = [...plain, ...coded].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((form) =>
    coded.has(form) ? RegExp.escape(form) + END_OF_BASE64 : alternative(form),
  );
  return new RegExp(alternatives.join('|'), 'gu');
}

/** The last digit holds some bits of the secret, where nothing follows it. */
const END_OF_BASE64 = '(?:[A-Za-z0-9+/_-]?=+)?';

const alternative = (form: string): string =>
  form.length < SHORT ? String.raw`(?<![\p{L}\p{N}])${RegExp.escape(form)}(?![\p{L}\p{N}])` : RegExp.escape(form);

/** A secret as it is, in addresses, in JSON, in hexadecimal digits, line by line. */
function formsOf(secret: string): string[] {
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= 16) : [];
  const percent = encodeURIComponent(secret);
  const coded = [
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    ...(secret.length >= SHORT ? [Buffer.from(secret).toString('hex')] : []),
  ];
  return [secret, ...lines, ...coded];
}

/** In base64, wherever it begins in it: the digits that stand for the secret alone, whatever stands before and after it. */
function base64Of(secret: string): string[] {
  if (secret.length < SHORT) return [];
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const digits = bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return digits.length < SHORT ? [] : [digits, digits.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
