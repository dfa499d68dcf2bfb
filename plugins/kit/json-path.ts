import { invalid } from '#sdk';
import type { Json } from './exact-json.ts';

/** How a setting says where something stands in an answer, for the schema of the setting. */
export const JSON_PATH = '^$|^[^.\\[\\]]+(\\[\\d{1,6}\\])*(\\.[^.\\[\\]]+(\\[\\d{1,6}\\])*)*$';

const STEP = /([^.[\]]+)|\[(\d{1,6})\]/g;
const WHOLE = new RegExp(JSON_PATH);

/** `data.items[0].rows`: names with points between them and places in lists; nothing else, and nothing is computed. */
export function pathOf(text: string): readonly (string | number)[] {
  if (!WHOLE.test(text))
    invalid('connector.badPath', `"${text}" is no path. Write names with points: data.items[0].rows`);
  return [...text.matchAll(STEP)].map(([, name, place]) => name ?? Number(place));
}

/** What stands there; undefined: nothing. */
export function valueAt(from: Json, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = from;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, Json>)[step];
  }
  return value;
}
