-- What do platforms say of these people that we did not know? Empty and null say nothing.
with said as (
  select *
  from unnest(
    cast(:contact_ids as bigint[]), cast(:names as text[]), cast(:avatar_urls as text[]),
    cast(:remarks as text[]), cast(:genders as smallint[])
  ) as s (contact_id, name, avatar_url, remark, gender)
),
before as (
  select
    c.id, c.name as old_name,
    array_remove(array[
      case when s.avatar_url not in ('', c.avatar_url) then 'avatar_url' end,
      case when s.gender not in (0, c.gender) then 'gender' end,
      case when s.name not in ('', c.name) then 'name' end,
      case when s.remark not in ('', c.remark) then 'remark' end
    ], null) as fields,
    s.name, s.avatar_url, s.remark, s.gender
  from contact c
  join said s on s.contact_id = c.id
  where c.workspace_id = cast(:workspace_id as bigint)
    and c.id = any (cast(:contact_ids as bigint[]))
    and c.erased_at is null
  order by c.id
  for no key update of c
),
written as (
  update contact c
  set name = coalesce(nullif(b.name, ''), c.name),
      avatar_url = coalesce(nullif(b.avatar_url, ''), c.avatar_url),
      remark = coalesce(nullif(b.remark, ''), c.remark),
      gender = coalesce(nullif(b.gender, 0), c.gender)
  from before b
  where c.workspace_id = cast(:workspace_id as bigint) and c.id = b.id
    and cardinality(b.fields) > 0
)
select id as contact_id, old_name, fields from before where cardinality(fields) > 0
