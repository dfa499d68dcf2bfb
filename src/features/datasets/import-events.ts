import { jobPayload, type MoreJobEvents } from '../../platform/jobs/index.ts';
import { IMPORT_JOB, type ImportPayload } from './jobs.ts';

/**
 * What the load of a file tells beside `job.*`: `upload.*` for whoever waits for it, and `ingestion.completed` for what follows from new
 * data. `data.ingested` names the version and is told by the publication itself.
 */
export const importEvents: MoreJobEvents = (job) => {
  if (job.kind !== IMPORT_JOB) return [];
  const { dataset, mode } = job.payload as ImportPayload;
  const payload = { ...jobPayload(job), dataset, mode };
  if (job.state === 'running') return [{ type: 'upload.started', payload }];
  if (job.state !== 'done') return [{ type: 'upload.failed', payload }];
  return [
    { type: 'upload.completed', payload },
    { type: 'ingestion.completed', payload },
  ];
};
