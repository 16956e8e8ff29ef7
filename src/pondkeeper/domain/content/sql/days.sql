-- How often was this article read and shared, up to each day?
select day, readers, reads, sharers, shares, keepers
from article_day
where workspace_id = :workspace_id and article_id = :article_id
order by day
