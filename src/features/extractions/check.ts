import { invalid, type Static } from '#sdk';
import { english } from '../../platform/text/texts.ts';
import type { ChangeExtraction, FollowInput, SourceInput } from './input.ts';
import type { Extraction, Follow, Source } from './model.ts';
import type { SourceConnection } from './sources.ts';
import type { ExtractionStore } from './store.ts';

type Sent = Static<typeof ChangeExtraction>;
export type Checked = Pick<Extraction, 'source' | 'follow' | 'mode' | 'key' | 'rowLimit' | 'mapping' | 'timeZone'>;

/** What was sent as an extraction, if it fits the kind of connection and itself. */
export function checkExtraction(connection: SourceConnection, sent: Sent): Checked {
  const source = checkSource(connection, sent.source);
  const follow = checkFollow(connection, sent.follow);
  const { mode, key = [], rowLimit = null, mapping = null, timeZone = null } = sent;
  if (mode === 'replace' && follow.by !== 'everything')
    wrong(
      'replaceNeedsEverything',
      '/mode',
      english(
        'Only where every run reads everything can it stand in the place of what is there. Add it, or replace rows by key.',
      ),
    );
  if (mode === 'upsert' && key.length === 0)
    wrong('noKey', '/key', english('Say which columns tell rows apart: the key of the load.'));
  if (mode !== 'upsert' && key.length > 0)
    wrong('keyUnused', '/key', english('A key belongs to the mode upsert alone; leave it out, or choose that mode.'));
  if ('pushes' in source) demandPushed(sent);
  if ('columns' in source && source.columns) demandChosen(source.columns, follow, key);
  return { source, follow, mode, key, rowLimit, mapping, timeZone };
}

/** What is pushed comes when it comes, and is mapped as the dataset was loaded before. */
function demandPushed({ mode, rowLimit, mapping, timeZone, schedule }: Sent): void {
  if (mode === 'replace')
    wrong('pushesReplace', '/mode', english('What is pushed is added, or replaces the rows of the same key.'));
  if (schedule)
    wrong('pushesSchedule', '/schedule', english('What is pushed comes by itself: leave the schedule out.'));
  if (rowLimit) wrong('pushesLimit', '/rowLimit', english('Every push is taken whole: leave the limit out.'));
  if (mapping || timeZone)
    wrong(
      'pushesMapping',
      mapping ? '/mapping' : '/timeZone',
      english('Rows that are pushed are mapped as the dataset was loaded before: leave mapping and time zone out.'),
    );
}

/** A message is known in its dataset by its key: two import jobs would be one message with two contents. */
export function demandOnePath(
  store: Pick<ExtractionStore, 'find' | 'ofConnection'>,
  { tenant, connection }: { tenant: string; connection: string },
  dataset: string,
): void {
  const other = store.ofConnection(tenant, connection).find(({ id }) => store.find(tenant, id)?.dataset === dataset);
  if (other)
    invalid(
      'extraction.pushedTwice',
      `"${other.name}" brings what is pushed to this connection into this dataset already. Change that one, or choose another dataset.`,
      [{ pointer: '/datasetId', message: 'has an import job of this connection' }],
    );
}

/** Faults point below `/source`. */
export function checkSource({ connector }: SourceConnection, sent: Static<typeof SourceInput>): Source {
  const { table, query, files, pushes, columns } = sent;
  if ([table, query, files, pushes].filter((one) => one !== undefined).length !== 1)
    wrong('whichSource', '/source', english('Say one of them: a table, a query, files, or pushes.'));
  const chosen = columns && columns.length > 0 ? { columns } : {};
  if ((pushes !== undefined) !== (connector.delivers === 'pushes'))
    wrong(
      'otherSource',
      '/source',
      connector.delivers === 'pushes'
        ? `${connector.title} takes what others push: say pushes.`
        : `${connector.title} takes no pushes: say what is read.`,
    );
  if (pushes) return { pushes, ...chosen };
  if ((files !== undefined) !== (connector.delivers === 'files'))
    wrong(
      'otherSource',
      '/source',
      connector.delivers === 'files'
        ? `${connector.title} has files: say which.`
        : `${connector.title} has no files: name a table.`,
    );
  if (files !== undefined) {
    if (columns) wrong('columnsOfFiles', '/source/columns', english('Columns of files are left out by the mapping.'));
    return { files };
  }
  if (query !== undefined && connector.queries === null)
    wrong('noQueries', '/source/query', `${connector.title} takes no queries: name a table.`);
  return query === undefined ? { table: table!, ...chosen } : { query, ...chosen };
}

function checkFollow({ connector }: SourceConnection, { by, column, overlap }: Static<typeof FollowInput>): Follow {
  if (by !== 'column' && (column !== undefined || overlap !== undefined))
    wrong('columnUnused', '/follow/column', english('Column and overlap belong to loads that follow a column.'));
  if (by === 'everything') return { by };
  if (by === 'files') {
    if (connector.delivers !== 'files') cannotFollow(connector.title, 'new files');
    return { by };
  }
  if (connector.delivers === 'files' || connector.follows !== by)
    cannotFollow(connector.title, by === 'column' ? 'a column' : 'a cursor');
  if (by === 'cursor') return { by };
  if (column === undefined)
    return wrong('noColumn', '/follow/column', english('Say which column grows with each new row.'));
  return { by, column, overlap: overlap ?? 0 };
}

function demandChosen(columns: readonly string[], follow: Follow, key: readonly string[]): void {
  const needed = [...(follow.by === 'column' ? [follow.column] : []), ...key];
  const left = needed.find((name) => !columns.includes(name));
  if (left !== undefined)
    wrong('columnLeftOut', '/source/columns', `The column "${left}" is needed and not among those that are read.`);
}

const cannotFollow = (title: string, what: string): never =>
  wrong('cannotFollow', '/follow/by', `${title} does not tell what is new by ${what}. Choose another way.`);

function wrong(code: string, pointer: string, message: string): never {
  return invalid(`extraction.${code}`, message, [{ pointer, message }]);
}
