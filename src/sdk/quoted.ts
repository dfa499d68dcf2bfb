import { AppError } from './fault.ts';

/** What stands in the place of what is left out. */
const LEFT_OUT = '…';
const CLOSING: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '„': '“',
  '‘': '’',
  '»': '«',
  '«': '»',
  '{': '}',
};
/** A sign that opens: behind a space, a bracket or the like, with something behind it. */
const OPENING = /(?<![\p{L}\p{N}])(?:["'`“„‘»«](?=\S)|\{)/u;
/** Numbers that are called a value, and what stands in brackets behind an equals sign, as keys do. */
const BARE = /(?<=\b(?:values?|entry|key|literal)\b:?\s+)[-+]?\d[\d.,eE+-]*|(?<==\s?)\([^()]*\)/gu;

/**
 * What a server or a driver says, without what stands in quotes: it may be a value of a row. Servers do not say where a value ends that
 * holds quotes itself, so that all from the first sign to the last one goes. Of several lines the first one stays: those behind it repeat
 * the statement.
 */
export function withoutQuoted(said: string): string {
  let rest = said.split('\n', 1)[0]!;
  let kept = '';
  for (let found = OPENING.exec(rest); found; found = OPENING.exec(rest)) {
    const sign = found[0];
    const end = lastClosing(rest, found.index + 1, CLOSING[sign]!);
    kept += rest.slice(0, found.index) + sign + LEFT_OUT + (end < 0 ? '' : CLOSING[sign]!);
    rest = end < 0 ? '' : rest.slice(end + 1);
  }
  return (kept + rest).replace(BARE, LEFT_OUT);
}

/** The last place where a quote can end: with no letter behind it. −1: it never does, and all that follows is in it. */
function lastClosing(text: string, from: number, sign: string): number {
  for (let at = text.lastIndexOf(sign); at >= from; at = text.lastIndexOf(sign, at - 1))
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at + 1))) return at;
  return -1;
}

/**
 * A fault that repeats what somebody else said, who may quote values of rows: its message leaves them out, and goes everywhere; the whole
 * of it is for those who may see all rows.
 */
export function saying(said: string, fault: (said: string) => AppError): AppError {
  const told = fault(withoutQuoted(said));
  const { message } = fault(said);
  return message === told.message ? told : told.withWhole(message);
}

/** What is asked for by somebody who sees the rows that come of it: why it failed is told whole. */
export async function toldWhole<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof AppError ? error.told() : error;
  }
}
