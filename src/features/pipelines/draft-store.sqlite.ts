import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { PipelineStore } from './store.ts';

/** Drafts that are kept on each side. */
const MOST_DRAFTS = 100;

/** The drafts before and after the present one. */
export const sqliteDraftStore = (
  db: Db,
): Pick<PipelineStore, 'pushDraft' | 'takeDraft' | 'forgetDrafts' | 'countDrafts'> => ({
  pushDraft(tx, { tenant, id }, side, document) {
    const mine = sql`tenant_id = ${tenant} and pipeline_id = ${id} and side = ${side}`;
    const last = tx.get<{ n: number }>(sql`select coalesce(max(number), 0) as n from pipeline_drafts where ${mine}`);
    const number = (last?.n ?? 0) + 1;
    tx.run(sql`insert into pipeline_drafts (tenant_id, pipeline_id, side, number, document)
      values (${tenant}, ${id}, ${side}, ${number}, ${JSON.stringify(document)})`);
    tx.run(sql`delete from pipeline_drafts where ${mine} and number <= ${number - MOST_DRAFTS}`);
  },
  takeDraft(tx, { tenant, id }, side) {
    const taken = tx.get<{ document: string }>(sql`delete from pipeline_drafts
      where tenant_id = ${tenant} and pipeline_id = ${id} and side = ${side} and number = (
        select max(d.number) from pipeline_drafts d where d.tenant_id = ${tenant} and d.pipeline_id = ${id} and d.side = ${side})
      returning document`);
    return taken && JSON.parse(taken.document);
  },
  forgetDrafts(tx, { tenant, id }, side) {
    tx.run(sql`delete from pipeline_drafts where tenant_id = ${tenant} and pipeline_id = ${id} and side = ${side}`);
  },
  countDrafts(tenant, pipeline) {
    const counts = db.all<{ side: 'undo' | 'redo'; n: number }>(sql`select side, count(*) as n from pipeline_drafts
      where tenant_id = ${tenant} and pipeline_id = ${pipeline} group by side`);
    return { undo: 0, redo: 0, ...Object.fromEntries(counts.map(({ side, n }) => [side, n])) };
  },
});
