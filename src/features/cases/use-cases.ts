import { AppError } from '#sdk';
import { variantId } from '../../mining/model/variant-id.ts';
import type { CheckedCase, Conformance } from '../conformance/index.ts';
import type { Work } from '../workbench/index.ts';
import {
  type CaseAsked,
  type CaseDetail,
  type CaseRow,
  type CasesAsked,
  type CaseTable,
  MOST_EVENTS,
  type Neighbours,
  orderOf,
  PAGE_SIZE,
  REACH,
} from './model.ts';

/** A page of the cases that the filters keep, with the attributes that were chosen. */
export const listCases = (work: Work<CasesAsked>): Promise<CaseTable> =>
  work.calculate('case-table', { ...orderOf(work.query), page: work.query.page ?? 1, pageSize: PAGE_SIZE });

export interface FoundVariant {
  readonly activities: readonly string[];
  readonly cases: number;
  readonly share: number;
}

export interface FoundCase {
  readonly detail: CaseDetail;
  /** What the table of cases knows of it: the classes of its attributes. */
  readonly columns: CaseTable['columns'];
  /** In the order of the list it was opened from. */
  readonly place: Neighbours;
  /** Share of all cases that took less long; null where its duration is unknown or nothing compares. */
  readonly longerThan: number | null;
  /** Null for a case with more events than are looked at. */
  readonly variant: FoundVariant | null;
  /** Events that the filters keep; null: there are no filters. */
  readonly kept: number | null;
  /** Null: there is neither a model nor a rule to hold it against. */
  readonly conformance: CaseConformance | null;
}

export interface CaseConformance {
  readonly models: ReturnType<Conformance['againstWhat']>['models'];
  /** Null where it could not be told; `error` says why. */
  readonly checked: CheckedCase | null;
  readonly error: string | null;
}

/** All about one case, whatever the filters keep of it. */
export async function getCase(
  conformance: CaseConformanceSource,
  work: Work<CaseAsked>,
  caseId: string,
): Promise<FoundCase> {
  demandSingleCases(work);
  if (caseId === '') unknownCase(caseId);
  const filtered = work.state.some(({ off }) => !off);
  const detail = await work
    .calculateAll<CaseDetail>('case-detail', { caseId, limit: MOST_EVENTS })
    .catch((error) =>
      error instanceof AppError && error.code === 'case-detail.noCase' ? unknownCase(caseId) : throwIt(error),
    );
  const [table, place, byDuration, variant, row, held] = await Promise.all([
    work.calculateAll<CaseTable>('case-table', { caseId, pageSize: 1 }),
    work.calculate<Neighbours>('case-neighbours', { caseId, ...orderOf(work.query) }),
    work.calculateAll<Neighbours>('case-neighbours', { caseId, sort: 'duration' }),
    findVariant(work, detail),
    filtered ? work.calculate<CaseTable>('case-table', { caseId, pageSize: 1 }) : null,
    checkCase(conformance, work, caseId),
  ]);
  const compared = detail.durationMs !== null && byDuration.position !== null && byDuration.total > 1;
  return {
    ...{ detail, columns: table.columns, place, variant },
    longerThan: compared ? byDuration.smaller / (byDuration.total - 1) : null,
    kept: row ? (row.rows[0]?.events ?? 0) : null,
    conformance: held,
  };
}

export type CaseConformanceSource = Pick<Conformance, 'checkCase' | 'againstWhat'>;

/** The whole case, whatever the filters keep of it. A model that cannot be followed does not take the page away. */
async function checkCase(
  conformance: CaseConformanceSource,
  { call, dataset, query }: Work<CaseAsked>,
  caseId: string,
): Promise<CaseConformance | null> {
  const { models, rules } = conformance.againstWhat(call.actor, dataset.id);
  if (models.length === 0 && rules === 0) return null;
  const asked = { datasetId: dataset.id, filters: [], caseId, model: query.model };
  try {
    return { models, checked: await conformance.checkCase(call.actor, asked, call.signal), error: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.fault === 'cancelled') throw error;
    return { models, checked: null, error: error.message };
  }
}

async function findVariant(work: Work<CaseAsked>, { events, total }: CaseDetail): Promise<FoundVariant | null> {
  if (events.length < total) return null;
  const activities = events.map(({ activity }) => activity);
  const { items } = await work.calculateAll<{ items: { count: number; share: number }[] }>('variants', {
    ...{ id: variantId(activities), limit: 1, durations: false },
  });
  return items[0] ? { activities, cases: items[0].count, share: items[0].share } : null;
}

function throwIt(error: unknown): never {
  throw error;
}

function unknownCase(caseId: string): never {
  const shown = caseId.length > 100 ? `${caseId.slice(0, 100)}…` : caseId;
  throw new AppError(
    'not_found',
    'cases.unknown',
    `This dataset has no case “${shown}”. Case ids are compared letter by letter; look for a part of it in the list of cases.`,
  );
}

/** What a person without the permission is told, in the place of single cases. */
export function demandSingleCases(work: Pick<Work, 'mayReadCases'>): void {
  if (work.mayReadCases) return;
  throw new AppError(
    'forbidden',
    'cases.groupsOnly',
    'Your roles in this workspace do not include the permission “read:cases”: you are shown figures of groups of cases, not single cases.',
  );
}

/** Cases that one step of saving computes. */
const STEP = 1000;

export interface CasesPart {
  readonly columns: CaseTable['columns'];
  readonly rows: readonly CaseRow[];
}

/** The cases that the filters keep, in the order of the list and with all their attributes, part by part; `REACH` at most. */
export async function* eachCase(work: Work<CasesAsked>): AsyncGenerator<CasesPart> {
  for (let page = 1; page <= REACH / STEP; page++) {
    const found = await work.calculate<CaseTable>('case-table', { ...orderOf(work.query), page, pageSize: STEP });
    yield found;
    if (page * STEP >= found.total) return;
  }
}
