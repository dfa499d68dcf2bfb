import { Choice, invalid, type Static, type TableColumn, Type } from '#sdk';
import { CATCH_UPS } from '../../platform/schedules/index.ts';
import { columnsIn } from '../uploads/index.ts';
import type { Draft } from './drafts.ts';
import type { ScheduleInput } from './input.ts';
import type { SourceConnection } from './sources.ts';

const Text = (maxLength: number) => Type.String({ maxLength, default: '' });

/** When it runs, as people choose it; `own`: a cron expression. */
export const WHENS = ['asked', 'hourly', 'daily', 'workdays', 'weekly', 'own'] as const;
const CRONS = { hourly: '0 * * * *', daily: '0 2 * * *', workdays: '0 6 * * 1-5', weekly: '0 6 * * 1' } as const;

const part = { table: Text(1000), query: Text(100_000), files: Text(1000), pushes: Text(4) };

/** What of a connection is to be loaded, as a link says it. */
export const BeginQuery = Type.Object({ connection: Text(64), ...part });

/** All that is said of an import job before its columns are. */
export const BeginForm = Type.Object({
  connection: Text(64),
  ...part,
  /** `look`: take it; else the form is shown. */
  do: Text(10),
  name: Text(500),
  /** Columns that are read, and all that there are: none of them is said where all are ticked. */
  column: Type.Array(Type.String({ maxLength: 1000 }), { default: [], maxItems: 2000 }),
  columns: Text(1_000_000),
  /** Of pushes: columns with commas between them; empty: all. */
  taken: Text(20_000),
  follow: Text(20),
  followed: Text(1000),
  overlap: Text(20),
  /** Empty: a new one. */
  dataset: Text(64),
  project: Text(64),
  newName: Text(500),
  mode: Text(10),
  /** Columns with commas between them. */
  key: Text(20_000),
  when: Choice(WHENS, { default: 'asked' }),
  cron: Text(100),
  zone: Text(60),
  whenBusy: Choice(['skip', 'queue'], { default: 'skip' }),
  catchUp: Choice(CATCH_UPS, { default: 'once' }),
});
export type BeginFields = Static<typeof BeginForm>;

/** What the form proposes at first. */
export function firstFields(
  { table, query, files }: Pick<BeginFields, 'table' | 'query' | 'files'>,
  { id, name, connector }: SourceConnection,
  { columns, key }: { columns: readonly TableColumn[]; key: readonly string[] },
  zone: string,
): BeginFields {
  const grows = growingColumn(columns);
  const follow = connector.delivers === 'files' ? 'files' : connector.follows === 'cursor' ? 'cursor' : 'everything';
  const called = calledAfter(table, files);
  return {
    ...{
      connection: id,
      table,
      query,
      files,
      pushes: connector.delivers === 'pushes' ? 'true' : '',
      taken: '',
      do: '',
      name: called ? `${name}: ${called}` : name,
    },
    ...{ column: columns.map((c) => c.name), columns: JSON.stringify(columns.map((c) => c.name)) },
    ...{ follow, followed: grows ?? '', overlap: '', dataset: '', project: '', newName: called || name },
    ...{ mode: follow === 'everything' && connector.delivers === 'tables' ? 'replace' : 'append', key: key.join(', ') },
    ...{ when: 'asked', cron: '', zone, whenBusy: 'skip', catchUp: 'once' },
  };
}

/** `orders` for `sales.orders` and for `in/orders-*.csv`; empty for what has no name of its own. */
const calledAfter = (table: string, files: string): string =>
  table
    ? table.split('.').at(-1)!.replaceAll('"', '').trim()
    : files
        .split('/')
        .at(-1)!
        .replace(/(\.[A-Za-z0-9]+)+$/, '')
        .replace(/^[-_\s*?]+|[-_\s*?]+$/g, '');

/** A column whose name says that it tells when a row came or was changed; of those the one for changes. */
function growingColumn(columns: readonly TableColumn[]): string | null {
  const times = columns.filter(({ type }) => type === 'time').map(({ name }) => name);
  return (
    times.find((name) => /chang|updat|modif|geaendert|geändert|aedat/i.test(name)) ??
    times.find((name) => /creat|insert|load|erdat/i.test(name)) ??
    null
  );
}

/** The form as what is asked for; the rest is checked where every import job is. */
export function wantedOf(fields: BeginFields): Draft['wanted'] {
  const { connection, table, query, files, mode, dataset, project, newName, overlap } = fields;
  const all: readonly string[] = listIn(fields.columns);
  const isAll = fields.column.length === 0 || fields.column.length === all.length;
  const follow = followIn(fields.follow);
  const isUpsert = mode === 'upsert';
  return {
    ...{ connectionId: connection, name: fields.name },
    source: fields.pushes
      ? { pushes: true, columns: columnsIn(fields.taken) }
      : { ...(table ? { table } : query ? { query } : { files }), ...(isAll ? {} : { columns: fields.column }) },
    follow: follow === 'column' ? { by: follow, column: fields.followed, overlap: numberIn(overlap) } : { by: follow },
    mode: isUpsert || mode === 'append' ? mode : 'replace',
    ...(isUpsert ? { key: columnsIn(fields.key) } : {}),
    ...(dataset ? { datasetId: dataset } : { projectId: project, newDatasetName: newName }),
    schedule: scheduleIn(fields),
  };
}

const followIn = (text: string) => (['column', 'cursor', 'files'] as const).find((by) => by === text) ?? 'everything';

function scheduleIn({ when, cron, zone, whenBusy, catchUp }: BeginFields): ScheduleInput | null {
  if (when === 'asked') return null;
  return { cron: when === 'own' ? cron : CRONS[when], zone, overlap: whenBusy, catchUp };
}

function listIn(json: string): string[] {
  try {
    const list: unknown = JSON.parse(json || '[]');
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // said below
  }
  return invalid('extraction.garbledForm', 'The form is garbled. Begin again.');
}

function numberIn(text: string): number {
  const number = Number(text.trim() || '0');
  if (Number.isFinite(number) && number >= 0) return number;
  return invalid('extraction.noNumber', 'This takes a whole number, or nothing.', [
    { pointer: '/overlap', message: 'a number' },
  ]);
}
