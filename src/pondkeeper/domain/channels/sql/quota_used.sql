-- What is used of an account's limits?
select rule, subject, used
from quota_use
where workspace_id = :workspace_id and account = :account
