import { join } from 'node:path';
import { AppError, type Connector, type Source, saying, withoutQuoted } from '#sdk';
import { checkParams } from '../../mining/views/check-params.ts';
import { childDoor } from '../../platform/egress/index.ts';
import { answerParentAndExit, askedToStop } from '../answer-parent.ts';
import { publishContract } from '../plug-ins/contract-module.ts';
import { importAllowed } from '../plug-ins/import-allowed.ts';
import { CLOSE_MS, type ConnectorFile, type ConnectorJob } from './connector-job.ts';
import { connectorRun } from './connector-run.ts';
import { Guard } from './guard.ts';
import type { OpenConnector } from './open-connector.ts';
import { Scrub } from './scrub.ts';
import { secretsIn } from './secret-settings.ts';
import { findWork, type WorkControl } from './works.ts';

/** The child in which a connector runs: it opens one source, does one work, and closes it. */
export function serveConnector(): Promise<never> {
  publishContract();
  const cancelled = askedToStop();
  return answerParentAndExit<ConnectorJob, unknown>(async (job, progress, tell) => {
    leaveHome(job.folder);
    const connector = await importConnector(job.connector, job.folder);
    const scrub = new Scrub(secretsIn(connector.params, job.settings).map(({ value }) => value));
    try {
      const settings = checkParams(connector.params, job.settings, '', 'settings');
      return await doWork(job, { connector, settings, scrub, cancelled }, { progress, tell });
    } catch (error) {
      throw scrub.fault(faultOf(error, connector));
    }
  });
}

interface Opening {
  readonly connector: Connector;
  readonly settings: unknown;
  readonly scrub: Scrub;
  readonly cancelled: AbortSignal;
}

async function doWork(job: ConnectorJob, { connector, settings, scrub, cancelled }: Opening, control: WorkControl) {
  const { access, limits } = job;
  const work = findWork(job.work);
  const guard = new Guard(cancelled);
  endWithStrayErrors(guard);
  const door = childDoor(access.egress, (denied) => control.tell({ denied: scrub.value(denied) }));
  const run = connectorRun({
    ...{ door, access, signal: guard.signal, connectMs: limits.answerMs, scratch: job.folder },
  });
  let opened: OpenConnector | null = null;
  try {
    if (connector.delivers === 'pushes')
      throw new AppError(
        'invalid',
        'connector.nothingToRead',
        `${connector.title} takes what others push: there is nothing to be read. Make an import job for what comes.`,
      );
    const opening: Promise<Source> = connector.open(settings as never, run);
    const source = await guard.within(limits.answerMs, 'an answer', opening);
    opened = { connector, source, run, guard, limits, scrub };
    return await work(opened, job.asked as never, control);
  } catch (error) {
    // What the run was ended with says more than what the driver makes of it.
    const reason = guard.signal.aborted ? guard.signal.reason : error;
    guard.end(reason);
    throw reason;
  } finally {
    await close(opened);
  }
}

/** What cannot be closed in time ends with this process. */
async function close(opened: OpenConnector | null): Promise<void> {
  if (!opened) return;
  const closing = Promise.resolve(opened.source[Symbol.asyncDispose]()).catch((error) => console.error(String(error)));
  await Promise.race([closing, Bun.sleep(CLOSE_MS)]);
}

/** What a driver throws where nobody waits for it, fails the run in the same words. */
function endWithStrayErrors(guard: Guard): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error) => guard.end(error));
}

/** Drivers look into the home folder for passwords and settings of other programs: they shall find none. */
function leaveHome(folder: string): void {
  if (process.env.HOME) process.env.XDG_CACHE_HOME ??= join(process.env.HOME, '.cache');
  process.env.HOME = folder;
}

async function importConnector({ id, path, sha256 }: ConnectorFile, folder: string): Promise<Connector> {
  const plugIn =
    sha256 === null ? (await import(path)).default : await importAllowed({ name: id, path, sha256 }, folder);
  if (plugIn?.kind === 'connector') return plugIn;
  throw new AppError('invalid', 'plugin.noConnector', `The plug-in "${id}" is no connector.`);
}

const faultOf = (error: unknown, { title }: Connector): AppError => {
  if (error instanceof AppError) return error;
  const { message = String(error), stack } = (error ?? {}) as Partial<Error>;
  const fault = saying(
    message,
    (said) => new AppError('internal', 'connector.failed', `The connector ${title} failed: ${said}`),
  );
  // It begins with the message, which may quote values of rows.
  fault.stack = stack?.replace(message, withoutQuoted(message)) ?? fault.stack ?? '';
  return fault;
};
