export { checkTiming, everyMinutes, nextRunsMs } from './cron.ts';
export { cronInWords } from './cron-words.ts';
export { CATCH_UPS, OVERLAPS, type Policy, type Schedule, type ScheduleDefinition } from './schedule.ts';
export { type RunNow, type Scheduler, scheduler } from './scheduler.ts';
