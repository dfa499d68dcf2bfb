import { type Job, jobPayload, type MoreJobEvents } from '../../platform/jobs/index.ts';
import { IMPORT_JOB, type ImportPayload } from './jobs.ts';

/**
 * What the load of a file tells beside `job.*`: `upload.*` for whoever waits for it, and `ingestion.completed` for what follows from new
 * data. `data.ingested` names the version and is told by the publication itself.
 */
export const importEvents: MoreJobEvents = (job) => {
  const payload = importPayload(job);
  if (!payload) return [];
  if (job.state === 'running') return [{ type: 'upload.started', payload }];
  if (job.state !== 'done') return [{ type: 'upload.failed', payload }];
  return [
    { type: 'upload.completed', payload },
    { type: 'ingestion.completed', payload },
  ];
};

/** What an event about the load of a file says; null for other jobs. */
export function importPayload(job: Job): Readonly<Record<string, unknown>> | null {
  if (job.kind !== IMPORT_JOB) return null;
  const { dataset, mode } = job.payload as ImportPayload;
  return { ...jobPayload(job), dataset, mode };
}
