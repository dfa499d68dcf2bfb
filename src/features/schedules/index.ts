/** The repeated work of the appliance: seen, changed, paused, and run at once. */
import type { Route } from '../../platform/http/route.ts';
import { scheduleRoutes } from './api.ts';
import { type SchedulePageParts, schedulePages } from './pages.ts';

export {
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  runSchedule,
  type ScheduleParts,
  type ScheduleState,
} from './use-cases.ts';
export { presentSchedule, type ScheduleView } from './views.ts';

export const schedulesFeature = (parts: SchedulePageParts): { readonly routes: readonly Route[] } => ({
  routes: [...scheduleRoutes(parts), ...schedulePages(parts)],
});
