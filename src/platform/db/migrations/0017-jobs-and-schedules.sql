-- waits_for: how many of the jobs that it depends on are not done yet; it is claimed at 0.
-- serial: of those with the same word (and tenant) only one runs at a time, the others wait for it.
-- checkpoint: what an attempt kept for the one after it.
-- lane: those who take turns with each other.
alter table jobs add column waits_for integer not null default 0;
alter table jobs add column serial text;
alter table jobs add column schedule_id text;
alter table jobs add column checkpoint text;
alter table jobs add column lane text generated always as (coalesce(workspace_id, tenant_id, '')) virtual;
-- What waits, in each lane by priority and age, and by when it is due: the next job is found however many wait.
create index jobs_in_lane on jobs (lane, priority, run_at, id) where state = 'ready';
create index jobs_by_due on jobs (run_at) where state = 'ready';
-- Every lane that has had a job is there; turn 0: it was never served.
insert into job_turns (lane, turn)
  select distinct lane, 0 from jobs where true on conflict (lane) do nothing;

create index jobs_by_schedule on jobs (schedule_id, created_at) where schedule_id is not null;
create index jobs_running_in_turn on jobs (serial) where serial is not null and state = 'running';

create table job_dependencies (
  job_id text not null references jobs (id) on delete cascade,
  parent_id text not null references jobs (id) on delete cascade,
  primary key (job_id, parent_id)
) strict, without rowid;
create index job_dependencies_by_parent on job_dependencies (parent_id);

-- What a job said while it ran; the oldest go where there are too many.
create table job_lines (
  job_id text not null references jobs (id) on delete cascade,
  seq integer not null,
  at integer not null,
  attempt integer not null,
  level text not null,
  event text not null,
  fields text not null check (json_valid(fields)),
  primary key (job_id, seq)
) strict, without rowid;

-- Repeated work of the appliance. Null in cron, zone, overlap, catch_up: as the program says.
-- noted_at: the last time of the schedule for which was decided, by a job or without one; no time is decided twice.
create table schedules (
  id text primary key,
  cron text,
  zone text,
  overlap text check (overlap in ('skip', 'queue', 'parallel')),
  catch_up text check (catch_up in ('skip', 'once', 'all')),
  paused_at integer,
  noted_at integer,
  next_run_at integer,
  last_run_at integer,
  last_job_id text,
  etag text not null default '1',
  updated_at integer not null
) strict;
