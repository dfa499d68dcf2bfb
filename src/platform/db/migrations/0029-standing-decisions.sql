-- What was decided about people in a file that describes itself (XES): a mapping has it for the others. Of loads before, what their jobs
-- were asked, else what their steps say: where that is too little to do the same again, later loads are refused and not guessed.
alter table data_updates add column people text check (people is null or json_valid(people));
update data_updates set people = coalesce(
  (select json_extract(j.payload, '$.mapping.columns') from jobs j where j.id = data_updates.job_id),
  (select json_group_array(json_object(
      'column', json_extract(p.value, '$.column'),
      'privacy', json_object('class', json_extract(p.value, '$.class'), 'action', json_extract(p.value, '$.action'))))
    from provenance_steps s, json_each(s.parameters, '$.privacy') p
    where s.tenant_id = data_updates.tenant_id and s.job_id = data_updates.job_id and s.step = 'read'))
  where mapping is null and job_id is not null;
