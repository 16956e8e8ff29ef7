-- Which codes does this article carry?
select code_id from article_code
where workspace_id = :workspace_id and article_id = :article_id
order by code_id
