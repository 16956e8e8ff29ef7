-- What is the acting person or key called?
select case :kind
  when 'staff' then (select name from staff where workspace_id = :workspace_id and id = :id)
  else (select name from api_key where workspace_id = :workspace_id and id = :id)
end
