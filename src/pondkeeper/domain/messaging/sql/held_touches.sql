-- What may have been sent between the backup and the restore, newest first?
select t.id, c.canonical_id as contact_id, s.name as contact_name, t.purpose as kind,
       left(coalesce(nullif(t.summary, ''), d.body ->> 'text', ''), 200) as summary,
       d.not_before as due_at
from delivery d
join touch t on t.workspace_id = d.workspace_id and t.delivery_id = d.id
join contact c on c.workspace_id = t.workspace_id and c.id = t.contact_id
join contact s on s.workspace_id = c.workspace_id and s.id = c.canonical_id
where d.workspace_id = :workspace_id and d.state = 'unknown' and d.error_code = :code
  and d.epoch < :epoch
  and (cast(:before as bigint) is null or t.id < cast(:before as bigint))
order by t.id desc
limit :limit
