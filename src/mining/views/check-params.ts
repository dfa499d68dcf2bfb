import { AppError, type TObject, Value, withDefaults } from '#sdk';

/**
 * Fills defaults and checks parameters against the one declared schema. Unknown fields are refused. The fault names each
 * place by JSON pointer and never echoes the value.
 */
export function checkParams(schema: TObject, params: unknown, pointer = '', of = 'parameters'): unknown {
  const strict = { additionalProperties: false, ...schema } as TObject;
  const complete = withDefaults(strict, Value.Clone(params ?? {}));
  if (Value.Check(strict, complete)) return complete;
  const details = [...Value.Errors(strict, complete)].slice(0, 20).map((error) => ({
    pointer: pointer + error.path,
    message: error.message,
  }));
  const first = details[0];
  const where = first?.pointer || '/';
  throw new AppError('invalid', 'params.invalid', `The ${of} are not right at ${where}: ${first?.message}.`, details);
}
