import { AppError, type Step } from '#sdk';

/** One filter of an analysis as the address carries it; a paused one stays visible and keeps nothing out. */
export interface StateStep {
  readonly step: Step;
  readonly off: boolean;
  /** Where it stands in a list that the server keeps. */
  readonly kept?: { readonly list: string; readonly at: number };
}
export type AnalysisState = readonly StateStep[];

export const EMPTY_STATE: AnalysisState = [];

/** Longest list of filters that still goes into an address; a longer one is kept by the server under its checksum. */
export const MAX_ADDRESS_CHARS = 3000;

type Written = Step | { off: Step };
/** Gives the steps of a kept list; null when there is none of this name. */
export type FindKept = (list: string) => AnalysisState | null;

/**
 * The filters as the base64url of their JSON; empty for none. Entries of a kept list are written as `~list`, with `-i` for each entry that
 * was taken away and `!i` for each that was paused or resumed; what was added follows a dot.
 */
export function writeState(state: AnalysisState, find: FindKept = () => null): string {
  const list = state.find((entry) => entry.kept)?.kept?.list;
  const kept = list === undefined ? null : find(list);
  if (!list || !kept) return written(state);
  const marks = kept.map((original, i) => {
    const now = state.find((entry) => entry.kept?.at === i);
    return now ? (now.off === original.off ? '' : `!${i}`) : `-${i}`;
  });
  const rest = written(state.filter((entry) => !entry.kept));
  return `~${list}${marks.join('')}${rest && `.${rest}`}`;
}

function written(state: AnalysisState): string {
  if (state.length === 0) return '';
  const entries: Written[] = state.map(({ step, off }) => (off ? { off: step } : step));
  return Buffer.from(JSON.stringify(entries)).toString('base64url');
}

/** The name of a kept list: of what is in it. */
export const keptName = (state: AnalysisState): string =>
  new Bun.CryptoHasher('sha256').update(written(state)).digest('hex').slice(0, 24);

const KEPT = /^~([0-9a-f]{24})((?:[-!]\d{1,3})*)(?:\.([\w-]+))?$/;

/** Reads what `writeState` wrote; anything else is the mistake of whoever changed the address. */
export function readState(text: string, find: FindKept = () => null): AnalysisState {
  if (!text.startsWith('~')) return readList(text);
  const [, list = '', marks = '', rest = ''] = KEPT.exec(text) ?? unreadable();
  const kept = find(list) ?? unreadable();
  const removed = new Set([...marks.matchAll(/-(\d+)/g)].map((m) => Number(m[1])));
  const turned = new Set([...marks.matchAll(/!(\d+)/g)].map((m) => Number(m[1])));
  const entries = kept.map((entry, at) => ({
    ...{ step: entry.step, kept: { list, at } },
    off: turned.has(at) ? !entry.off : entry.off,
  }));
  return [...entries.filter(({ kept }) => !removed.has(kept.at)), ...readList(rest)];
}

function readList(text: string): AnalysisState {
  if (text === '') return EMPTY_STATE;
  if (!/^[\w-]+$/.test(text)) return unreadable();
  let entries: unknown;
  try {
    entries = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64url')));
  } catch {
    return unreadable();
  }
  if (!Array.isArray(entries) || entries.length > 200) return unreadable();
  return entries.map((entry) => {
    if (typeof entry !== 'object' || entry === null) return unreadable();
    const off = Object.hasOwn(entry, 'off');
    const step = off ? (entry as { off: unknown }).off : entry;
    if (typeof step !== 'object' || step === null) return unreadable();
    return { step: step as Step, off };
  });
}

/** The steps that filter. */
export const stepsOf = (state: AnalysisState): Step[] => state.flatMap(({ step, off }) => (off ? [] : [step]));

export const withStep = (state: AnalysisState, step: Step): AnalysisState => [...state, { step, off: false }];
export const withoutStep = (state: AnalysisState, at: number): AnalysisState => state.filter((_, i) => i !== at);
export const replaced = (state: AnalysisState, at: number, step: Step): AnalysisState =>
  state.map((entry, i) => (i === at ? { step, off: false } : entry));
export const toggled = (state: AnalysisState, at: number): AnalysisState =>
  state.map((entry, i) => (i === at ? { ...entry, off: !entry.off } : entry));

function unreadable(): never {
  throw new AppError(
    'invalid',
    'workbench.unreadableFilters',
    'The filters in this address cannot be read; it was changed or cut off. Ask for the link again, or open the page without "f=…".',
    [{ pointer: '/f', message: 'not a list of filters' }],
  );
}
