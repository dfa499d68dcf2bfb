export { checkTiming, everyMinutes, nextRunsMs } from './cron.ts';
export { cronInWords } from './cron-words.ts';
export {
  CATCH_UPS,
  type NewWorkspaceSchedule,
  OVERLAPS,
  type Policy,
  type Schedule,
  type ScheduleDefinition,
  type WorkspaceSchedule,
} from './schedule.ts';
export { type Scheduler, scheduler } from './scheduler.ts';
export type { AskedBy, RunNow } from './settle.ts';
export type { WorkspaceSchedules } from './workspace-schedules.ts';
