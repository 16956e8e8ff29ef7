-- Which published articles of this account are ours already?
select article_id from article
where workspace_id = :workspace_id and channel_id = :channel_id and article_id <> ''
