/**
 * The keys from an attribute of a trace or event down to one inside of it, as one text. What stands between two keys says
 * how the one holds the other; none of these characters can stand in an XML document, so that no key is mistaken for it.
 */
const NESTED = '\u0001';
const ENTRY = '\u0002';
const DIRECT = '\u0003';
/** Between the key of a list's entry and its place, where the list has several of that key. */
const PLACE = '\u0004';

/** How an attribute is held: within another; as a value of a list; directly in a list, beside its values. */
export type XesHeld = 'nested' | 'entry' | 'direct';
const MARKS: Readonly<Record<XesHeld, string>> = { nested: NESTED, entry: ENTRY, direct: DIRECT };

/** One step from an attribute to one that it holds; the first step of a path is `nested` in the trace or event. */
export interface XesStep {
  readonly key: string;
  readonly held: XesHeld;
  /** Of several entries with this key in one list which one, from 1. */
  readonly place: number;
}

/** The path of what stands in the attribute at `parent`. */
export const pathWithin = (parent: string, held: XesHeld, key: string, place: number): string =>
  `${parent}${MARKS[held]}${key}${place > 1 ? `${PLACE}${place}` : ''}`;

/** As people read it: the keys with dots between them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks above
export const pathName = (path: string): string => path.replace(/[\u0001-\u0004]/g, '.');

export function pathSteps(path: string): XesStep[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks above
  return [...path.matchAll(/(^|[\u0001-\u0003])([^\u0001-\u0004]*)(?:\u0004(\d+))?/g)].map(([, mark, key, place]) => ({
    key: key!,
    held: mark === ENTRY ? 'entry' : mark === DIRECT ? 'direct' : 'nested',
    place: Number(place ?? 1),
  }));
}
