export { checkTiming, everyMinutes } from './cron.ts';
export { cronInWords } from './cron-words.ts';
export type {
  CatchUp,
  Overlap,
  Policy,
  Schedule,
  ScheduleDefinition,
} from './schedule.ts';
export { type RunNow, type Scheduler, scheduler } from './scheduler.ts';
export { writeSchedule } from './store.sqlite.ts';
