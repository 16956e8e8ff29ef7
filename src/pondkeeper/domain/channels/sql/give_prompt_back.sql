-- Which balance gets back the one message that was surely not sent?
update prompt_balance
set left_over = left_over + 1
where workspace_id = :workspace_id and identity_id = :identity_id and template_id = :template_id
  and left_over < accepted
