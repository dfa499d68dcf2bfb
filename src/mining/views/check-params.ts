import { AppError, kindOf, type TObject, type TSchema, Value, type ValueError, withDefaults } from '#sdk';

/**
 * Fills defaults and checks parameters against the one declared schema. Unknown fields are refused. The fault names each
 * place by JSON pointer and never echoes the value.
 */
export function checkParams(schema: TObject, params: unknown, pointer = '', of = 'parameters'): unknown {
  const strict = { additionalProperties: false, ...schema } as TObject;
  const complete = withDefaults(strict, Value.Clone(params ?? {}));
  if (Value.Check(strict, complete)) return complete;
  const details = [...Value.Errors(strict, complete)]
    .slice(0, 20)
    .flatMap(inItsKind)
    .map((error) => ({
      pointer: pointer + error.path,
      message: error.message,
    }));
  const first = details[0];
  const where = first?.pointer || '/';
  throw new AppError('invalid', 'params.invalid', `The ${of} are not right at ${where}: ${first?.message}.`, details);
}

/** Of a value that is none of several kinds told apart by a word: what is wrong with the kind that its word names. */
function inItsKind(error: ValueError): ValueError[] {
  const { schema, value, path, errors } = error;
  if (!schema.discriminator || typeof value !== 'object' || value === null) return [error];
  const kinds: TSchema[] = schema.anyOf;
  const kind = kindOf(schema, value);
  if (kind) return [...errors[kinds.indexOf(kind)]!].slice(0, 20);
  const word: string = schema.discriminator.propertyName;
  const words = kinds.map(({ properties }) => properties[word].const).join(', ');
  return [{ ...error, path: `${path}/${word}`, message: `Expected one of ${words}` }];
}
