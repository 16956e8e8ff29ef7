-- Which request of this kind about this thing still waits?
select id from approval
where workspace_id = :workspace_id and kind = :kind and noun_id = :noun_id and decision is null
