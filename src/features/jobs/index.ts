/** The work in the background, for people: what waits, runs and came to nothing, and what can be done about it. */
import type { Route } from '../../platform/http/route.ts';
import { jobRoutes } from './api.ts';
import { type JobPageParts, jobPages } from './pages.ts';

export { APPLIANCE_JOBS, EVERY_JOB } from './realm.ts';
export { cancelJob, discardJob, getJob, type JobParts, listJobs, retryJob } from './use-cases.ts';
export { type JobDetailView, type JobListView, type JobView, presentDetail, presentJob } from './views.ts';

export const jobsFeature = (parts: JobPageParts): { readonly routes: readonly Route[] } => ({
  routes: [...jobRoutes(parts), ...jobPages(parts)],
});
