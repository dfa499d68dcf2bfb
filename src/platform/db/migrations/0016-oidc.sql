-- A sign-in that is under way at an OIDC provider: made when a browser goes there, used up when it comes back.
-- state_hash, browser_hash: SHA-256 of what the address and the browser's cookie must bring back, both.
create table oidc_handshakes (
  state_hash text primary key,
  browser_hash text not null,
  provider text not null,
  nonce text not null,
  verifier text not null,
  next text not null,
  expires_at integer not null
) strict;
create index oidc_handshakes_by_expiry on oidc_handshakes (expires_at);

-- Sessions that began at a provider: what it calls them, so that it can end them, and its ID token, by which we ask it to end its own.
create table oidc_sessions (
  session_hash text primary key references sessions (id_hash) on delete cascade on update cascade,
  provider text not null,
  subject text not null,
  sid text,
  id_token text not null
) strict;
create index oidc_sessions_by_subject on oidc_sessions (provider, subject);
create index oidc_sessions_by_sid on oidc_sessions (provider, sid);

-- Logout tokens that were used, until they are too old to be used again. token_hash: SHA-256 of the token's own id.
create table oidc_logout_tokens (
  provider text not null,
  token_hash text not null,
  expires_at integer not null,
  primary key (provider, token_hash)
) strict;
create index oidc_logout_tokens_by_expiry on oidc_logout_tokens (expires_at);
