-- What is written in this article?
select body from article where workspace_id = :workspace_id and id = :id
