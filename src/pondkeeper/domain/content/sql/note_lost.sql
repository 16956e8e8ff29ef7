-- The answer to this article's call was lost.
update article set lost = true
where workspace_id = :workspace_id and id = :id and state in ('pushing', 'submitting')
