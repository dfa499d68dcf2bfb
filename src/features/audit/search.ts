import { type Sql, sql } from '#sdk';
import type { Reader } from '../../platform/db/index.ts';
import { type AuditSearch, type FoundRow, type FoundRows, MOST_COUNTED } from './model.ts';

/** Behind every text that begins with the same letters. */
const LAST = '\u{10ffff}';

const begins = (column: Sql, text: string): Sql => sql`${column} >= ${text} and ${column} < ${text + LAST}`;

/** The conditions; the one that leaves least stands first. */
function conditions(s: AuditSearch): Sql[] {
  const all: (Sql | false)[] = [
    s.words.length > 0 && sql`audit_words match ${matchOf(s.words)}`,
    s.actor !== null && actorIs(s.actor, s.tenant),
    s.object !== null && begins(sql`a.object`, s.object),
    s.fromMs !== null && sql`a.at >= ${s.fromMs}`,
    s.toMs !== null && sql`a.at < ${s.toMs}`,
    s.address !== null && begins(sql`a.ip`, s.address),
    s.action !== null && begins(sql`a.action`, s.action),
    s.outcome !== null && sql`a.outcome = ${s.outcome}`,
  ];
  return all.filter((condition) => condition !== false);
}

/** A person is meant by login name as well as by what stands in the log. */
const actorIs = (actor: string, tenant: string | null): Sql => sql`a.actor in (select ${actor} union all
  select 'user/' || id from users where login = ${actor} and (${tenant} is null or tenant_id = ${tenant}))`;

function where(s: AuditSearch): Sql {
  const found = conditions(s);
  // The plus keeps the planner from walking a whole tenant where something else leaves less.
  const column = found.length > 0 || s.withHouse ? sql`+a.tenant_id` : sql`a.tenant_id`;
  const house = s.withHouse ? sql`or +a.tenant_id is null` : sql``;
  const tenant = s.tenant === null ? sql`true` : sql`(${column} = ${s.tenant} ${house})`;
  return found.reduce((joined, condition) => sql`${joined} and ${condition}`, tenant);
}

/** Every word, or its beginning. Words hold letters and digits alone: there is nothing to escape. */
const matchOf = (words: readonly string[]): string => words.map((word) => `"${word}"*`).join(' AND ');

/** The words of a text as the index knows them. */
export const wordsOf = (text: string): string[] =>
  text.split(/[^\p{L}\p{N}\p{M}\p{Co}]+/u).filter((word) => word !== '');

/** Rows by their words first, where words are asked for: the index of words gives them in the order of the chain. */
const source = (s: AuditSearch): Sql =>
  s.words.length > 0 ? sql`audit_words w cross join audit_log a on a.seq = w.rowid` : sql`audit_log a`;
const seqIn = (s: AuditSearch): Sql => (s.words.length > 0 ? sql`w.rowid` : sql`a.seq`);

const select = (s: AuditSearch, end: Sql): Sql => sql`select a.*, u.login as actorName from ${source(s)}
  left join users u on a.actor = 'user/' || u.id and u.tenant_id = a.tenant_id where ${where(s)} ${end}`;

/** Rows below `before` (null: from the newest on), newest first. */
export function findRows(db: Reader, s: AuditSearch, before: number | null, limit: number): FoundRow[] {
  const from = before === null ? sql`` : sql`and ${seqIn(s)} < ${before}`;
  return db.all<FoundRow>(select(s, sql`${from} order by ${seqIn(s)} desc limit ${limit}`));
}

/** Rows behind `after` up to `upTo`, oldest first: for exports, which go on while rows come. */
export const rowsInOrder = (db: Reader, s: AuditSearch, after: number, upTo: number, limit: number): FoundRow[] =>
  db.all<FoundRow>(
    select(s, sql`and ${seqIn(s)} > ${after} and ${seqIn(s)} <= ${upTo} order by ${seqIn(s)} limit ${limit}`),
  );

export function searchRows(db: Reader, search: AuditSearch, before: number | null, limit: number): FoundRows {
  const counted = db.get<{ n: number }>(sql`select count(*) as n from
    (select 1 from ${source(search)} where ${where(search)} limit ${MOST_COUNTED + 1})`)!.n;
  const total = Math.min(counted, MOST_COUNTED);
  return { rows: findRows(db, search, before, limit), total, totalIsLeast: counted > MOST_COUNTED };
}
