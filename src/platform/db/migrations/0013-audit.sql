-- Signed statements about the chain (platform/audit): a checkpoint covers the rows after the one before it up to `seq`, a tombstone says
-- that the rows up to `to_seq` were removed on purpose. `line` is the statement with its signature, as it is also printed and sent.
create table audit_checkpoints (
  seq integer primary key,
  at integer not null,
  line text not null
) strict;
create trigger audit_checkpoints_no_update before update on audit_checkpoints
begin
  select raise(abort, 'checkpoints of the audit log stay');
end;
create trigger audit_checkpoints_no_delete before delete on audit_checkpoints
begin
  select raise(abort, 'checkpoints of the audit log stay');
end;

create table audit_tombstones (
  to_seq integer primary key,
  at integer not null,
  line text not null
) strict;
create trigger audit_tombstones_no_update before update on audit_tombstones
begin
  select raise(abort, 'tombstones of the audit log stay');
end;
create trigger audit_tombstones_no_delete before delete on audit_tombstones
begin
  select raise(abort, 'tombstones of the audit log stay');
end;

-- Rows go only where a tombstone stands for them.
drop trigger audit_log_no_delete;
create trigger audit_log_no_delete before delete on audit_log
when not exists (select 1 from audit_tombstones where to_seq >= old.seq)
begin
  select raise(abort, 'the audit log is append-only');
end;

-- Where each receiver of the audit log stands: everything up to seq, and every checkpoint up to checkpoint_seq, was given to it.
create table audit_sinks (
  name text primary key,
  seq integer not null,
  checkpoint_seq integer not null,
  gaps integer not null default 0,
  attempts integer not null default 0,
  retry_at integer,
  error text,
  delivered_at integer
) strict;

create index audit_log_by_actor on audit_log (actor, seq);
create index audit_log_by_action on audit_log (action, seq);
create index audit_log_by_time on audit_log (at);
create index audit_log_by_address on audit_log (ip, seq);

-- The words of each row, for searching; the rows themselves stand in audit_log alone.
create virtual table audit_words using fts5 (
  actor, ip, action, object, before, after, request_id,
  content = 'audit_log', content_rowid = 'seq', detail = 'none', columnsize = 0
);
insert into audit_words (audit_words) values ('rebuild');
create trigger audit_words_added after insert on audit_log
begin
  insert into audit_words (rowid, actor, ip, action, object, before, after, request_id)
  values (new.seq, new.actor, new.ip, new.action, new.object, new.before, new.after, new.request_id);
end;
create trigger audit_words_removed after delete on audit_log
begin
  insert into audit_words (audit_words, rowid, actor, ip, action, object, before, after, request_id)
  values ('delete', old.seq, old.actor, old.ip, old.action, old.object, old.before, old.after, old.request_id);
end;
