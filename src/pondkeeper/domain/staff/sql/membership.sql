-- What is this account's place here, and which stores does its scope reach?
select s.id, s.name, s.role, s.scope, s.store_id, st.name as store_name, s.department_id,
       d.name as department_name,
       coalesce(
         case s.scope
           when 'store' then array_remove(array[s.store_id], null)
           when 'department' then (
             select array_agg(below_store.id)
             from department below
             join store below_store
               on below_store.workspace_id = below.workspace_id
              and below_store.department_id = below.id
             where below.workspace_id = s.workspace_id
               and below.path >= d.path and below.path < d.path || '~'
           )
         end,
         '{}'
       ) as store_ids
from staff s
left join store st on st.workspace_id = s.workspace_id and st.id = s.store_id
left join department d on d.workspace_id = s.workspace_id and d.id = s.department_id
where s.workspace_id = :workspace_id and s.account_id = :account_id and s.left_at is null
