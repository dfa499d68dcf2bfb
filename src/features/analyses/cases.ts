import { invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Asked } from './ask-by-query.ts';
import { readResult } from './page-text.ts';
import { type AnalysisParts, calculate } from './use-cases.ts';

type Value = string | number | boolean | null;
export type Attributes = Readonly<Record<string, Value>>;

export interface CaseRow {
  readonly caseId: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly durationMs: number | null;
  readonly events: number;
  readonly attributes: Attributes;
}

export interface CaseEvent {
  readonly activity: string;
  readonly time: string | null;
  readonly startTime: string | null;
  readonly resource: string | null;
  readonly lifecycle: string | null;
  readonly sincePreviousMs: number | null;
  readonly sinceStartMs: number | null;
  readonly serviceMs: number | null;
  readonly attributes: Attributes;
}

export interface WantedCases {
  readonly sort: 'start' | 'end' | 'duration' | 'events' | 'id';
  readonly descending: boolean;
  readonly search?: string;
  readonly offset: number;
  readonly limit: number;
}

/** A page of the cases that this actor may see singly. */
export async function listCases(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  wanted: WantedCases,
  signal: AbortSignal,
): Promise<{ rows: readonly CaseRow[]; total: number }> {
  const { limit, offset, sort, descending, search } = wanted;
  if (offset % limit !== 0)
    invalid('list.badCursor', 'Go on with the same limit as before, or read the list from the start.', [
      { pointer: '/limit', message: 'differs from that of the cursor' },
    ]);
  const params = {
    ...{ page: offset / limit + 1, pageSize: limit, sort, descending },
    ...(search === undefined || search === '' ? {} : { search }),
  };
  const { text } = await calculate(parts, actor, { ...asked, id: 'case-table', params }, signal);
  return readResult<{ rows: CaseRow[]; total: number }>(text, '/limit', 'A page of these cases');
}

/** One case, with a part of its events. */
export async function readCase(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  wanted: { caseId: string; offset: number; limit: number },
  signal: AbortSignal,
): Promise<Omit<CaseRow, 'events'> & { total: number; events: readonly CaseEvent[] }> {
  const { text } = await calculate(parts, actor, { ...asked, id: 'case-detail', params: wanted }, signal);
  return readResult(text, '/limit', 'A page of these events');
}
