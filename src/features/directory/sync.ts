import { AppError } from '#sdk';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import type { Directory, DirectoryPerson } from './directory.ts';
import type { SyncChange, SyncOutcome, SyncReport } from './model.ts';
import type { DirectoryParts } from './parts.ts';
import { type PlannedChange, planSync, type SyncPlan } from './plan.ts';

export interface SyncOptions {
  /** Only looks. */
  readonly dryRun: boolean;
  /** Also where more would go than `sync.max_shrink` allows. */
  readonly force: boolean;
}

export type Sync = (directory: Directory, options: SyncOptions, signal: AbortSignal, by?: Actor) => Promise<SyncReport>;

/** One comparison of a directory at a time, whoever asks. */
export function oneAtATime(parts: DirectoryParts): Sync {
  const running = new Set<string>();
  return async (directory, options, signal, by) => {
    if (running.has(directory.id)) busy(directory);
    running.add(directory.id);
    try {
      return await syncDirectory(parts, directory, options, signal, by);
    } finally {
      running.delete(directory.id);
    }
  };
}

function busy({ id }: Directory): never {
  throw new AppError('conflict', 'directory.syncing', `The directory "${id}" is being compared. Wait until that ends.`);
}

/** Accounts that may always lose their access at once, in however small a directory. */
const ALWAYS_ALLOWED = 2;
/** Times noted in one transaction. */
const NOTES = 100;

/**
 * Compares the accounts of a directory with the directory, and brings them to what it says. All or nothing: unless every page was read,
 * and no more than the allowed share of people is gone, nothing changes. Accounts of our own and of other providers are never touched.
 */
export async function syncDirectory(
  parts: DirectoryParts,
  directory: Directory,
  options: SyncOptions,
  signal: AbortSignal,
  by: Actor = systemActor('directory', null),
): Promise<SyncReport> {
  const startedAtMs = parts.clock.now();
  const end = (result: Pick<SyncReport, 'outcome' | 'people' | 'message' | 'changes'>) =>
    record(parts, by, { id: parts.newId(), server: directory.id, startedAtMs, ...result });
  let people: number | null = null;
  try {
    const everybody = await readEverybody(directory, signal);
    people = everybody.length;
    const plan = await planSync(parts, directory, everybody);
    const doubt = doubtOf(parts, directory, people, plan);
    const changes = plan.changes.map(({ change }) => change);
    if (options.dryRun) return end({ outcome: 'dry-run', people, message: doubt, changes });
    if (doubt && !options.force) return end({ outcome: 'stopped', people, message: doubt, changes });
    signal.throwIfAborted();
    await apply(parts, plan);
    return end({ outcome: 'applied', people, message: doubt, changes });
  } catch (error) {
    // Who stopped it knows; whether it was complete is not known.
    if (signal.aborted || !(error instanceof AppError)) throw error;
    return end({ outcome: 'failed', people, message: error.message, changes: [] });
  }
}

async function readEverybody(directory: Directory, signal: AbortSignal): Promise<DirectoryPerson[]> {
  const people: DirectoryPerson[] = [];
  for await (const person of directory.people(signal)) people.push(person);
  return people;
}

/** Why this cannot be believed, in words; null: it can. */
function doubtOf(
  { settings, store }: DirectoryParts,
  directory: Directory,
  people: number,
  plan: SyncPlan,
): string | null {
  const before = store.lastApplied(directory.id)?.people ?? plan.known;
  const share = `${Math.round(settings.maxShrink * 100)} %`;
  const how = 'If that is right, run "adit ldap sync --force"';
  if (people < before * (1 - settings.maxShrink))
    return `The directory has ${people} people, and had ${before}: more than ${share} would be gone. ${how}.`;
  const losing = plan.changes.filter(({ change }) => change.kind === 'disable').length;
  if (losing > Math.max(ALWAYS_ALLOWED, plan.active * settings.maxShrink))
    return `${losing} of ${plan.active} people would lose their access: more than ${share}. ${how}; else look at their groups and at "ldap.role_map".`;
  return null;
}

/** One person after the other, each with its audit row; what else waits comes in between. */
async function apply({ external, log }: DirectoryParts, plan: SyncPlan): Promise<void> {
  for (const account of plan.stillMissing) external.noteMissing(account);
  for (const planned of plan.changes) {
    applyOne(planned, log);
    await Bun.sleep(0);
  }
  for (let i = 0; i < plan.unchanged.length; i += NOTES) {
    external.noteSeen(plan.unchanged.slice(i, i + NOTES));
    await Bun.sleep(0);
  }
}

/** What became impossible meanwhile, as a login that was taken a moment ago, is for the next comparison. */
function applyOne(planned: PlannedChange, log: DirectoryParts['log']): void {
  try {
    planned.apply();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('directory.cannotApply', { subject: planned.change.subject, code: error.code, reason: error.message });
  }
}

function record(parts: DirectoryParts, by: Actor, ended: Omit<SyncReport, 'finishedAtMs'>): SyncReport {
  const { changes, store, clock, log } = parts;
  const report = { ...ended, finishedAtMs: clock.now() };
  const { server, outcome, people, message } = report;
  const facts = { outcome, people, message, ...countsOf(report.changes) };
  changes.make(by, (change) => {
    store.insertSync(change.tx, report);
    change.record({
      ...{ action: 'directory.sync', kind: 'directory', id: server, after: facts },
      outcome: isFailure(outcome) ? 'failure' : 'success',
    });
  });
  if (isFailure(outcome)) log.error('directory.syncStopped', { server, outcome, message });
  else log.info('directory.synced', { server, ...facts });
  return report;
}

const isFailure = (outcome: SyncOutcome): boolean => outcome === 'stopped' || outcome === 'failed';

/** How many changes there are of each kind. */
export function countsOf(changes: readonly SyncChange[]): Record<SyncChange['kind'], number> {
  const counts = { create: 0, change: 0, enable: 0, miss: 0, disable: 0, blocked: 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}
