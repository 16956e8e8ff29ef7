-- How often were these articles read and shared, up to each day? Known by title and day of
-- publishing, unless two articles share both.
with told as (
  select t.title, t.sent_on, t.day, max(t.readers) as readers, max(t.reads) as reads,
         max(t.sharers) as sharers, max(t.shares) as shares, max(t.keepers) as keepers,
         count(*) as rows
  from unnest(
    cast(:titles as text[]), cast(:sent as date[]), cast(:days as date[]),
    cast(:readers as bigint[]), cast(:reads as bigint[]), cast(:sharers as bigint[]),
    cast(:shares as bigint[]), cast(:keepers as bigint[])
  ) as t (title, sent_on, day, readers, reads, sharers, shares, keepers)
  group by t.title, t.sent_on, t.day
), ours as (
  select title, (published_at at time zone cast(:zone as text))::date as sent_on,
         min(id) as id, count(*) as articles
  from article
  where workspace_id = :workspace_id and channel_id = :channel_id and published_at is not null
  group by 1, 2
)
insert into article_day (
  workspace_id, article_id, day, readers, reads, sharers, shares, keepers
)
select :workspace_id, o.id, t.day, t.readers, t.reads, t.sharers, t.shares, t.keepers
from told t
join ours o on o.title = t.title and o.sent_on = t.sent_on
where t.rows = 1 and o.articles = 1
on conflict (workspace_id, article_id, day) do update
set readers = excluded.readers, reads = excluded.reads, sharers = excluded.sharers,
    shares = excluded.shares, keepers = excluded.keepers
