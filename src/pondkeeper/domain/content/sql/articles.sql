-- Which articles are there, how do they stand, and how often were they read so far?
select a.id, a.channel_id, h.name as channel_name, a.title, a.author, a.digest, a.source_url,
       a.cover_media_id <> '' as covered, a.draft_id <> '' as drafted, a.state,
       a.lost or (
         a.state in ('pushing', 'submitting') and a.asked_at < cast(:patience as timestamptz)
       ) as lost,
       a.error, a.url, a.created_at, a.changed_at, a.published_at,
       d.day as as_of, d.readers, d.reads, d.shares, d.keepers, coalesce(c.codes, 0) as codes
from article a
join channel h on h.workspace_id = a.workspace_id and h.id = a.channel_id
left join lateral (
  select day, readers, reads, shares, keepers
  from article_day
  where workspace_id = a.workspace_id and article_id = a.id
  order by day desc
  limit 1
) d on true
left join lateral (
  select count(*) as codes
  from article_code
  where workspace_id = a.workspace_id and article_id = a.id
) c on true
where a.workspace_id = :workspace_id
  and (cast(:id as bigint) is null or a.id = cast(:id as bigint))
  and (cast(:before as bigint) is null or a.id < cast(:before as bigint))
order by a.id desc
limit :limit
