-- Is one message of this template still allowed? Then it is used up now.
update prompt_balance
set left_over = left_over - 1
where workspace_id = :workspace_id and identity_id = :identity_id and template_id = :template_id
  and left_over > 0
