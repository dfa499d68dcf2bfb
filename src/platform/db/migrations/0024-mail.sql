-- Mail on its way. `lines`: what it says, as [{ text, path }], paths below our own site. With `has_secret` one more line leads to a
-- single-use link, whose path lies in `secrets` as `mail.<id>` until the mail is sent or given up. `once`: what makes it happen once.
-- state: waiting (its job sends it), held (too much in this hour), gathered (said by a digest), sent, dead.
create table mails (
  id text primary key,
  tenant_id text not null,
  user_id text not null,
  kind text not null check (kind in ('notice', 'link', 'digest')),
  address text not null,
  locale text not null,
  subject text not null,
  lines text not null check (json_valid(lines)),
  has_secret integer not null default 0 check (has_secret in (0, 1)),
  once text not null,
  state text not null check (state in ('waiting', 'held', 'gathered', 'sent', 'dead')),
  created_at integer not null,
  expires_at integer,
  finished_at integer,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create unique index mails_once on mails (tenant_id, user_id, once);
create index mails_of_person on mails (tenant_id, user_id, created_at);
create index mails_age on mails (created_at);

-- Addresses that the relay says do not exist: nothing is sent there before somebody asks for it.
create table mail_pauses (
  tenant_id text not null references tenants (id) on delete cascade,
  address text not null,
  paused_at integer not null,
  primary key (tenant_id, address)
) strict;

-- Whether the relay answers; one row.
create table mail_relay (
  id integer primary key check (id = 1),
  last_ok_at integer,
  last_failure_at integer,
  last_failure text
) strict;

-- Notices may come by mail, too.
create table inbox_preferences_new (
  tenant_id text not null,
  user_id text not null,
  kind text not null,
  way text not null check (way in ('inbox', 'email', 'both', 'none')),
  primary key (tenant_id, user_id, kind),
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
insert into inbox_preferences_new select tenant_id, user_id, kind, way from inbox_preferences;
drop table inbox_preferences;
alter table inbox_preferences_new rename to inbox_preferences;
