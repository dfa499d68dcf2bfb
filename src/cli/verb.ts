import { readFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { AppError, nearest } from '#sdk';
import { problemDocument } from '../platform/problem-document.ts';

/** What every verb ends with. */
export const EXIT = { ok: 0, problem: 1, usage: 2, unreachable: 3, refused: 4 } as const;

/** The verb's view of the world, so that a test can watch it. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Verb {
  readonly name: string;
  /** One line for `adit --help`. */
  readonly summary: string;
  /** The form of the call, without the word `adit`. */
  readonly usage: string;
  readonly flags?: readonly FlagHelp[];
  readonly examples: readonly { readonly call: string; readonly does: string }[];
  /** True where programs are the readers: whatever is wrong is said as a problem document, also without `--json`. */
  readonly forPrograms?: boolean;
  run(args: string[], io: Io): Promise<number>;
}

export interface FlagHelp {
  readonly flag: string;
  readonly does: string;
}

export interface Flags {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/**
 * Reads the arguments of a verb. Returns the exit code instead when there is nothing more to do: 0 after `--help`,
 * 2 after an unknown flag (named with the nearest one), a missing value, or a positional argument that has no place.
 */
export function parseFlags(
  verb: Omit<Verb, 'run'>,
  args: readonly string[],
  io: Io,
  options: ParseArgsOptionsConfig = {},
  positionals: { min?: number; max?: number } = {},
): Flags | number {
  const json = verb.forPrograms === true || args.includes('--json');
  const all: ParseArgsOptionsConfig = { ...options, help: { type: 'boolean', short: 'h' } };
  const unknown = unknownFlag(args, all);
  if (unknown) return usageFault(verb, io, unknown, json);
  try {
    const parsed = parseArgs({ args: [...args], options: all, allowPositionals: true, strict: true });
    if (parsed.values.help) {
      io.stdout(helpText(verb));
      return EXIT.ok;
    }
    const surplus = parsed.positionals[positionals.max ?? 0];
    if (surplus !== undefined) return usageFault(verb, io, `The argument "${surplus}" has no place here.`, json);
    if (parsed.positionals.length < (positionals.min ?? 0))
      return usageFault(verb, io, 'An argument is missing.', json);
    return { values: parsed.values as Flags['values'], positionals: parsed.positionals };
  } catch (error) {
    return usageFault(verb, io, (error as Error).message.split('\n')[0] as string, json);
  }
}

/** Says what is wrong with the call and how the verb is used; the exit code of bad usage. */
export function usageFault(verb: Omit<Verb, 'run'>, io: Io, message: string, json = false): number {
  if (json) {
    const detail = `${message} Try "adit ${verb.name} --help".`;
    io.stderr(`${JSON.stringify(problemDocument(new AppError('invalid', 'cli.usage', detail)))}\n`);
  } else io.stderr(`adit ${verb.name}: ${message}\nUsage: adit ${verb.usage}\nTry "adit ${verb.name} --help".\n`);
  return EXIT.usage;
}

export function helpText(verb: Omit<Verb, 'run'>): string {
  const flags = [...(verb.flags ?? []), { flag: '--help', does: 'this text' }];
  const width = Math.max(...flags.map((f) => f.flag.length));
  return [
    `${verb.summary}`,
    '',
    `Usage: adit ${verb.usage}`,
    '',
    ...flags.map((f) => `  ${f.flag.padEnd(width)}  ${f.does}`),
    '',
    'Examples:',
    ...verb.examples.map((e) => `  adit ${e.call}\n      ${e.does}`),
    '',
  ].join('\n');
}

/** Prints a fault for people, or as a problem document on one line, whole: whoever works at the machine sees all. A verb returns what this returns. */
export function printFault(fault: AppError, io: Io, json: boolean): number {
  const error = fault.told();
  if (json) io.stderr(`${JSON.stringify(problemDocument(error))}\n`);
  else io.stderr(`${[error.message, ...error.details.map((d) => `  ${d.message}`)].join('\n')}\n`);
  return exitCodeOf(error);
}

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof AppError)) return EXIT.problem;
  if (error.code.startsWith('cli.')) return EXIT.usage;
  if (error.fault === 'unavailable' || error.fault === 'timeout') return EXIT.unreachable;
  if (error.fault === 'conflict' || error.fault === 'forbidden' || error.fault === 'unauthenticated')
    return EXIT.refused;
  return EXIT.problem;
}

/** JSON given on the command line, or in a file named with `@`; a fault here is bad usage. */
export function jsonFlag(text: string | undefined, flag: string): unknown {
  if (text === undefined) return undefined;
  let json = text;
  try {
    if (text.startsWith('@')) json = readFileSync(text.slice(1), 'utf8');
  } catch (error) {
    throw new AppError('invalid', 'cli.noFile', `${flag}: the file cannot be read (${(error as Error).message}).`);
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new AppError('invalid', 'cli.badJson', `${flag} is no JSON: ${(error as Error).message}.`);
  }
}

function unknownFlag(args: readonly string[], options: ParseArgsOptionsConfig): string | null {
  for (const [i, arg] of args.entries()) {
    if (arg === '--') return null;
    const name = /^--([^=]+)/.exec(arg)?.[1];
    if (name === undefined || name in options || isValueOf(args[i - 1], options)) continue;
    const near = nearest(name, Object.keys(options));
    return `There is no flag "--${name}".${near ? ` Did you mean "--${near}"?` : ''}`;
  }
  return null;
}

/** True when the argument before is a flag that waits for its value: a value may begin with two dashes. */
function isValueOf(before: string | undefined, options: ParseArgsOptionsConfig): boolean {
  const name = /^--([^=]+)$/.exec(before ?? '')?.[1];
  return name !== undefined && options[name]?.type === 'string';
}
