-- Which balance is empty, as the platform says?
update prompt_balance
set left_over = 0
where workspace_id = :workspace_id and identity_id = :identity_id and template_id = :template_id
