import { basename } from 'node:path';
import { AppError } from '#sdk';
import type { Appliance } from './assemble.ts';
import { verifyInChild } from './engine/publish/verify-in-child.ts';
import type { Dataset, FileMode } from './features/datasets/index.ts';
import { type AuditCommand, operateAudit } from './operator-audit.ts';
import { type ConnectorCommand, operateConnectors } from './operator-connectors.ts';
import { type DirectoryCommand, operateDirectory } from './operator-directory.ts';
import { type ExportCommand, exportDataset } from './operator-export.ts';
import { type JobCommand, operateJobs, operateSchedules, type ScheduleCommand } from './operator-jobs.ts';
import { operatePipelines, type PipelineCommand } from './operator-pipelines.ts';
import { operateSecrets, type SecretsCommand } from './operator-secrets.ts';
import { operateUsers, type UserCommand } from './operator-users.ts';
import { jobEnded } from './operator-wait.ts';
import { type Actor, systemActor } from './platform/access/actor.ts';

/** What the operator may ask of the appliance from this machine's command line, as plain data. */
export type OperatorCommand =
  | {
      do: 'import';
      file: string;
      /** Name of the dataset; made when there is none. */
      dataset: string;
      mode: FileMode;
      /** Columns of the key of an upsert. */
      key?: readonly string[] | undefined;
      mapping: unknown;
      timeZone: string | null;
    }
  | { do: 'datasets' }
  | { do: 'verify'; dataset: string | null }
  | { do: 'undo'; dataset: string }
  | ConnectorCommand
  | DirectoryCommand
  | ExportCommand
  | SecretsCommand
  | AuditCommand
  | JobCommand
  | PipelineCommand
  | ScheduleCommand
  | UserCommand;

/** One line of an answer: how far it is, or what came out. */
export type OperatorLine = { progress: number } | { result: unknown };

/**
 * Carries out a command of the operator: every permission, in the appliance's own tenant; audited as the command line.
 * @param site where people reach the server, when one runs
 */
export async function operate(
  appliance: Appliance,
  command: OperatorCommand,
  say: (line: OperatorLine) => void,
  signal: AbortSignal,
  site: string = configuredSite(appliance),
): Promise<void> {
  const home = appliance.tenancy.ensureHome();
  const actor = systemActor('operator', home.tenant.id, 'command-line');
  const project = home.project.id;
  if (command.do === 'import') say({ result: await importFile(appliance, actor, project, command, say, signal) });
  else if (command.do === 'undo') say({ result: undoLastLoad(appliance, actor, project, command.dataset) });
  else if (command.do === 'user') say({ result: operateUsers(appliance, actor, command, site) });
  else if (command.do === 'job') say({ result: operateJobs(appliance, actor, command) });
  else if (command.do === 'schedule') say({ result: operateSchedules(appliance, actor, command) });
  else if (command.do === 'connector') say({ result: await operateConnectors(appliance, actor, command, signal) });
  else if (command.do === 'pipeline') {
    const progress = (share: number) => say({ progress: share });
    say({ result: await operatePipelines(appliance, actor, command, { progress, signal }) });
  } else if (command.do === 'directory') say({ result: await operateDirectory(appliance, actor, command, signal) });
  else if (command.do === 'secrets') {
    const progress = (share: number) => say({ progress: share });
    say({ result: await operateSecrets(appliance, actor, command, { progress, signal }) });
  } else if (command.do === 'audit') say({ result: await operateAudit(appliance, actor, command) });
  else if (command.do === 'export') {
    const [dataset] = chosenDatasets(appliance, actor, project, command.dataset);
    say({ result: await exportDataset(appliance, actor, dataset!, command, signal) });
  } else if (command.do === 'datasets') say({ result: everyDataset(appliance, actor, project).map(summaryOf) });
  else say({ result: await verifyDatasets(appliance, actor, project, command.dataset, say, signal) });
}

/** The version before the last load of a dataset, published again. */
function undoLastLoad(appliance: Appliance, actor: Actor, project: string, name: string) {
  const { datasets } = appliance;
  const [dataset] = chosenDatasets(appliance, actor, project, name);
  const [last] = datasets.listLoads(actor, dataset!.id, { limit: 1, after: null, offset: 0 }).items;
  if (!last)
    throw new AppError(
      'conflict',
      'load.none',
      `Nothing was loaded into "${name}" yet: there is nothing to take back.`,
    );
  datasets.undoLoad(actor, dataset!.id, last.id);
  return summaryOf(datasets.openDataset(actor, dataset!.id).dataset);
}

/** Where people will reach the server, by its configuration. */
function configuredSite({ config: { server } }: Appliance): string {
  if (server.public_url) return server.public_url + server.base_path;
  const host = ['0.0.0.0', '::'].includes(server.bind) ? 'localhost' : server.bind;
  return `${server.tls.cert_file ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${server.port}${server.base_path}`;
}

async function importFile(
  appliance: Appliance,
  actor: Actor,
  project: string,
  command: Extract<OperatorCommand, { do: 'import' }>,
  say: (line: OperatorLine) => void,
  signal: AbortSignal,
): Promise<unknown> {
  const { datasets } = appliance;
  const named = everyDataset(appliance, actor, project).find((d) => d.name === command.dataset);
  const dataset = named ?? datasets.createDataset(actor, project, { name: command.dataset });
  const ask = () => datasets.importDataset(actor, dataset.id, command, signal);
  const id = await startLoad(ask, () => say({ progress: 0 }), signal);
  const job = await jobEnded(appliance, id, { progress: (share) => say({ progress: share }), signal });
  if (job.state === 'done') {
    const now = datasets.openDataset(actor, dataset.id).dataset;
    return { dataset: summaryOf(now), file: basename(command.file), report: job.result };
  }
  const [last] = job.errors.slice(-1);
  throw new AppError(
    last && last.fault !== 'crash' ? last.fault : 'internal',
    last?.code ?? 'import.failed',
    last?.message ?? `The import ended as ${job.state}.`,
    last?.details ?? [],
  );
}

/** Waits for its turn: a load of the same dataset may be under way, perhaps one that was interrupted and began again. */
async function startLoad(ask: () => Promise<string>, waiting: () => void, signal: AbortSignal): Promise<string> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const waits = error instanceof AppError && error.code === 'dataset.loading' && !signal.aborted;
      if (!waits) throw error;
      waiting();
      await Bun.sleep(200);
    }
  }
}

/** The operator's datasets; there are at most some thousands. */
function everyDataset({ datasets }: Appliance, actor: Actor, project: string): Dataset[] {
  return [...datasets.listDatasets(actor, project, { limit: 10_000, after: null, offset: 0 }).items];
}

const summaryOf = (d: Dataset) => ({
  id: d.id,
  name: d.name,
  status: d.status,
  cases: d.version?.cases ?? 0,
  events: d.version?.events ?? 0,
  version: d.version?.number ?? null,
});

/** The datasets of this name or id, all without one. */
function chosenDatasets(appliance: Appliance, actor: Actor, project: string, only: string | null): Dataset[] {
  const all = everyDataset(appliance, actor, project);
  const chosen = all.filter((d) => only === null || d.name === only || d.id === only);
  if (only !== null && chosen.length === 0)
    throw new AppError('not_found', 'dataset.unknown', `There is no dataset "${only}".`);
  return chosen;
}

/** Memory of the child that verifies; the files themselves are mapped, not held. */
const VERIFY_MEMORY_BYTES = 512 * 1_048_576;
const VERIFY_TIMEOUT_MS = 24 * 3_600_000;

async function verifyDatasets(
  appliance: Appliance,
  actor: Actor,
  project: string,
  only: string | null,
  say: (line: OperatorLine) => void,
  signal: AbortSignal,
): Promise<unknown> {
  const chosen = chosenDatasets(appliance, actor, project, only);
  const limits = { memoryBytes: VERIFY_MEMORY_BYTES, timeoutMs: VERIFY_TIMEOUT_MS };
  const verified: unknown[] = [];
  for (const dataset of chosen) {
    const found = dataset.version
      ? await verifyInChild(appliance.datasets.folderOf(dataset.version), limits, { signal })
      : { files: 0, bytes: 0, damage: [] };
    verified.push({
      ...summaryOf(dataset),
      ...found,
      lineage: await appliance.datasets.verifyLineage(actor, dataset.id, signal),
    });
    say({ progress: verified.length / chosen.length });
  }
  return verified;
}
