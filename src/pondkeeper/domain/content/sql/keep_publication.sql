-- How did the publishing of this article end? A refused one is a draft that must be pushed again.
update article
set state = :state,
    lost = false,
    article_id = cast(:article_id as text),
    url = cast(:url as text),
    error = case when cast(:state as text) = 'refused' then 'platform_refused' else '' end,
    draft_id = '',
    published_at = case
      when cast(:state as text) = 'published' then cast(:at as timestamptz) else published_at
    end
where workspace_id = :workspace_id and id = :id and state in ('submitting', 'publishing')
