-- What scanners for malware said of a file that was uploaded: JSON, who and when; null where none was asked.
alter table uploads add column scan text;

-- The roles that the person held when the session got its name: when they are others, it goes on under a new one. Null: an older session.
alter table sessions add column held text;
