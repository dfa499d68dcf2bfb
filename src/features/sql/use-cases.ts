import type { Veil } from '../../engine/segments/veil.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn } from '../../platform/access/guard.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Analyses, LogView, SentSteps } from '../analyses/index.ts';
import { type Datasets, type DatasetVersion, scopeOfDataset } from '../datasets/index.ts';
import type { SqlAnswered, SqlView } from './model.ts';

/** What runs statements: in another process. */
export interface SqlRunner {
  run(view: LogView, statement: string, signal: AbortSignal): Promise<SqlAnswered>;
  /** The two views that statements see, with their columns as far as they may be seen. */
  views(version: DatasetVersion, veil: Veil): readonly SqlView[];
}

export interface SqlParts {
  readonly runner: SqlRunner;
  readonly openDataset: Datasets['openDataset'];
  readonly openView: Analyses['openView'];
  readonly changes: Changes;
}

export interface AskedStatement {
  readonly datasetId: string;
  readonly statement: string;
  readonly filters: SentSteps;
}

/**
 * Runs a statement of an analyst over what this person may see and the filters keep. It shows single cases, so that it needs
 * `read:cases` besides `read:sql`; it is audited with its text before it runs, also where it is refused then.
 */
export async function runSql(
  { runner, changes, ...parts }: SqlParts,
  actor: Actor,
  asked: AskedStatement,
  signal: AbortSignal,
): Promise<SqlAnswered> {
  const view = openFor(parts, actor, asked);
  changes.make(actor, (change) => {
    const { version, steps, policy } = view;
    const after = { statement: asked.statement, version: version.number, filters: steps, narrowed: policy.length > 0 };
    change.record({ action: 'dataset.readBySql', kind: 'dataset', id: asked.datasetId, after });
  });
  return runner.run(view, asked.statement, signal);
}

/** The tables that this person may ask of a dataset; empty where nothing was loaded. */
export function sqlViews({ runner, openDataset }: SqlParts, actor: Actor, datasetId: string): readonly SqlView[] {
  const { dataset, version, veil } = openDataset(actor, datasetId);
  guardIn(actor, 'read:sql', scopeOfDataset(dataset));
  return version ? runner.views(version, veil) : [];
}

function openFor(
  { openDataset, openView }: Pick<SqlParts, 'openDataset' | 'openView'>,
  actor: Actor,
  asked: Pick<AskedStatement, 'datasetId' | 'filters'>,
): LogView {
  const scope = scopeOfDataset(openDataset(actor, asked.datasetId).dataset);
  guardIn(actor, 'read:sql', scope);
  guardIn(actor, 'read:cases', scope);
  return openView(actor, asked);
}
