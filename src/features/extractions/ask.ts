import type { Tx } from '../../platform/db/index.ts';
import type { Job, NewJob } from '../../platform/jobs/index.ts';
import type { NewWorkspaceSchedule } from '../../platform/schedules/index.ts';
import { serialOf } from '../datasets/index.ts';
import type { ScheduleInput } from './input.ts';
import { EXTRACT_JOB, type Extraction, type ExtractPayload, SCHEDULE_KIND } from './model.ts';
import type { ExtractionParts } from './parts.ts';

/** Attempts of a run; between them the job waits longer each time. */
const ATTEMPTS = 10;

/** The job of a run: one of an extraction at a time, and one of what loads into a dataset. */
function jobOf({ id, dataset }: Extraction, payload: ExtractPayload): NewWorkspaceSchedule['job'] {
  return {
    ...{ kind: EXTRACT_JOB, payload, key: id, maxAttempts: ATTEMPTS },
    serial: serialOf({ id: dataset }),
  };
}

/** Asks for a run; where one waits or runs already, it is that one. @param before the job that has more to be loaded */
export function askForRun(
  { jobs }: Pick<ExtractionParts, 'jobs'>,
  tx: Tx,
  extraction: Extraction,
  payload: ExtractPayload,
  before?: Job,
): { id: string; added: boolean } {
  const { tenant, workspace } = extraction;
  const { key, ...job } = jobOf(extraction, payload);
  const asked: NewJob = {
    ...{ ...job, tenant, workspace, userId: payload.user },
    // The job before holds the key until it has ended.
    key: before ? `${key} after ${before.id}` : key,
    ...(before ? { correlationId: before.correlationId, schedule: before.schedule } : {}),
  };
  return jobs.enqueue(tx, asked);
}

/** The schedule of an extraction, as it was sent. */
export function scheduleOf(extraction: Extraction, timing: ScheduleInput): NewWorkspaceSchedule {
  const { tenant, workspace, id, name, dataset, createdBy } = extraction;
  return {
    ...timing,
    owner: { tenant, workspace, kind: SCHEDULE_KIND, id },
    title: name,
    job: jobOf(extraction, { extraction: id, dataset, user: createdBy }),
  };
}
