-- What is sent of this article?
select id, channel_id, title, author, digest, body, source_url, cover_media_id, state, draft_id,
       publish_id, article_id
from article
where workspace_id = :workspace_id and id = :id
for update
