-- Which articles wait for an end that nobody brings by itself?
select id, channel_id, title, author, digest, body, source_url, cover_media_id, state, draft_id,
       publish_id, article_id
from article
where workspace_id = :workspace_id
  and (cast(:id as bigint) is null or id = cast(:id as bigint))
  and (
    state = 'publishing'
    or (state in ('pushing', 'submitting') and (lost or asked_at < cast(:before as timestamptz)))
  )
order by id
