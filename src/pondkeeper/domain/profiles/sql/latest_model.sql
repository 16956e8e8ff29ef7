-- What did the newest fit of this kind say?
select id, kind, fitted_at, fitted, params
from score_model
where workspace_id = :workspace_id and kind = :kind
order by fitted_at desc, id desc
limit 1
