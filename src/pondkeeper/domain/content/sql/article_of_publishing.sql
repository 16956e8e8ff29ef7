-- Which article is published under this number?
select id from article
where workspace_id = :workspace_id and channel_id = :channel_id
  and state in ('submitting', 'publishing') and publish_id = :publish_id
