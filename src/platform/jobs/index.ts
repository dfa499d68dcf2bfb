export { JOB_STATES, type Job, type JobError, type JobState, mayPass, type NewJob, PRIORITY } from './job.ts';
export { jobEvents, jobPayload, type MoreJobEvents } from './job-events.ts';
export type { JobContext, JobKind } from './job-kind.ts';
export type { JobLine } from './job-lines.ts';
export { type JobRunner, type JobRunnerParts, jobRunner } from './runner.ts';
export { jobStore } from './store.sqlite.ts';
export type { Claim, JobName, JobNews, JobQuery, JobScope, JobStore, JobTimes } from './store.ts';
