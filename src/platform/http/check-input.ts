import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler';
import { AppError, type FaultDetail, type TSchema, withDefaults } from '#sdk';

const MAX_ERRORS = 20;
const checkers = new WeakMap<TSchema, { schema: TSchema; check: TypeCheck<TSchema> }>();

/** The same schema with every object closed: a field that is not declared is a mistake, not decoration. */
export function closed(schema: TSchema): TSchema {
  return walk(schema) as TSchema;
}

function walk(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(walk);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string | symbol, unknown> = {};
  // Symbols carry TypeBox's kinds.
  for (const key of Reflect.ownKeys(node)) {
    const value = (node as Record<string | symbol, unknown>)[key];
    copy[key] = key === 'default' || key === 'examples' ? value : walk(value);
  }
  if (copy.type === 'object' && copy.properties && !('additionalProperties' in copy)) copy.additionalProperties = false;
  return copy;
}

function checkerOf(schema: TSchema) {
  let found = checkers.get(schema);
  if (!found) {
    const strict = closed(schema);
    found = { schema: strict, check: TypeCompiler.Compile(strict) };
    checkers.set(schema, found);
  }
  return found;
}

/**
 * Fills defaults and checks a body or query. The fault names places by JSON pointer and says what was expected; it never repeats
 * what was sent.
 */
export function checkInput(schema: TSchema, value: unknown, what: 'body' | 'query' | 'form'): unknown {
  const { schema: strict, check } = checkerOf(schema);
  const complete = withDefaults(strict, value);
  if (check.Check(complete)) return complete;
  const details = errorsOf(check, complete);
  const where = details[0]?.pointer || '/';
  throw new AppError(
    'invalid',
    `http.invalid${what === 'query' ? 'Query' : 'Body'}`,
    `The ${what} is not right at ${where.slice(0, 100)}: ${details[0]?.message ?? 'not as declared'}.`,
    details,
  );
}

/** Fails as a defect when a handler answers other than its route declares: an undeclared field may be a leak. */
export function checkOutput(schema: TSchema, value: unknown, route: string): void {
  const { check } = checkerOf(schema);
  if (check.Check(value)) return;
  const details = errorsOf(check, value);
  throw new Error(`${route} answers other than it declares: ${JSON.stringify(details)}`);
}

function errorsOf(check: TypeCheck<TSchema>, value: unknown): FaultDetail[] {
  const details: FaultDetail[] = [];
  for (const error of check.Errors(value)) {
    if (details.length >= MAX_ERRORS) break;
    if (details.some((d) => d.pointer === error.path)) continue;
    details.push({ pointer: error.path, message: error.message });
  }
  return details;
}
