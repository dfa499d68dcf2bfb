import { AppError, invalid, type Static, Type } from '#sdk';
import { checkInput } from '../../platform/http/check-input.ts';
import { ListQuery, listRequest } from '../../platform/listing/page.ts';
import { type SentSteps, Steps } from './model.ts';

const MAX_FILTER_CHARS = 6000;

/** What a reading address takes to say which rows of which dataset it is about. */
export const ViewQuery = Type.Object({
  datasetId: Type.String({ description: 'The dataset that is asked' }),
  filters: Type.Optional(
    Type.String({ maxLength: MAX_FILTER_CHARS, description: 'Filters as JSON text: the same list that bodies take' }),
  ),
  calendarId: Type.Optional(Type.String({ description: 'Working calendar whose clock runs; without it, wall time' })),
});
export const PagedViewQuery = Type.Composite([ViewQuery, ListQuery]);

export interface Asked {
  readonly datasetId: string;
  readonly filters: SentSteps;
  readonly calendar?: { calendarId: string };
}

/** The question in a query, in the form in which bodies put it. */
export function askedBy(query: Static<typeof ViewQuery>): Asked {
  const { datasetId, filters, calendarId } = query;
  return {
    datasetId,
    filters: filters === undefined ? [] : stepsOf(filters),
    ...(calendarId === undefined ? {} : { calendar: { calendarId } }),
  };
}

const Sent = Type.Object({ filters: Steps });

function stepsOf(text: string): SentSteps {
  let filters: unknown;
  try {
    filters = JSON.parse(text);
  } catch {
    return invalid(
      'analysis.filtersNotJson',
      'The parameter "filters" is not JSON. Send a list of filters as JSON text.',
      [{ pointer: '/filters', message: 'not JSON' }],
    );
  }
  return (checkInput(Sent, { filters }, 'query') as Static<typeof Sent>).filters;
}

/**
 * Where a list of results goes on. A cursor names the version it was made for: a version never changes, so nothing is missed or shown
 * twice, and when new data has come the reader is told.
 */
export function placeOf(query: Static<typeof ListQuery>, version: string): { offset: number; limit: number } {
  const { after, offset, limit } = listRequest(query);
  if (!after) return { offset, limit };
  if (after[0] !== version)
    throw new AppError(
      'conflict',
      'list.dataChanged',
      'The data changed since this list was begun. Read it from the start.',
    );
  const place = Number(after[1]);
  if (!Number.isSafeInteger(place) || place < 0)
    invalid('list.badCursor', 'This cursor was not made by this list. Take "next" of an answer as it is.');
  return { offset: place, limit };
}

/** The cursor behind a page; null at the end. */
export function cursorBehind(version: string, offset: number, shown: number, total: number): string | null {
  const next = offset + shown;
  if (shown === 0 || next >= total) return null;
  return Buffer.from(JSON.stringify([version, String(next)])).toString('base64url');
}
