import { readFileSync, writeFileSync } from 'node:fs';
import type { Bits } from '#sdk';
import { wordsFor } from '#sdk';
import type { Selection } from '../../mining/views/selection.ts';
import type { OpenVersion } from '../segments/open-version.ts';

type Part = keyof Selection;
const PARTS: readonly { readonly part: Part; readonly of: 'cases' | 'events' }[] = [
  { part: 'cases', of: 'cases' },
  { part: 'events', of: 'events' },
];

/** Writes what a view keeps of a version: for cases and then for events one word that says whether all, else the bits of each segment. */
export function writeSelection(path: string, selection: Selection): void {
  const words = PARTS.flatMap(({ part }): Bits[] => {
    const bits = selection[part];
    return bits === null ? [Uint32Array.of(1)] : [Uint32Array.of(0), ...bits];
  });
  const bytes = Buffer.concat(words.map((w) => new Uint8Array(w.buffer, w.byteOffset, w.byteLength)));
  writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' });
}

export function readSelection(path: string, { segments }: Pick<OpenVersion, 'segments'>): Selection {
  const bytes = readFileSync(path);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
  let at = 0;
  const read = (of: 'cases' | 'events'): Bits[] | null => {
    if (words[at++] === 1) return null;
    return segments.map((segment) => {
      const length = wordsFor(segment[of]);
      at += length;
      return words.slice(at - length, at);
    });
  };
  return { cases: read('cases'), events: read('events') };
}
