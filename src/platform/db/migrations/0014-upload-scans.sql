-- What scanners for malware said of a file that was uploaded: JSON, who and when; null where none was asked.
alter table uploads add column scan text;
