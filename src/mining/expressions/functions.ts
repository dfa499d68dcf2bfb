import { CONVERSION_FUNCTIONS } from './conversion-functions.ts';
import type { ExpressionFunction } from './function.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';
import { TIME_FUNCTIONS } from './time-functions.ts';

/** Every function of the language, by its name; names are written in any capitals. */
export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map(
  [...TEXT_FUNCTIONS, ...NUMBER_FUNCTIONS, ...TIME_FUNCTIONS, ...CONVERSION_FUNCTIONS].map((f) => [f.name, f]),
);
