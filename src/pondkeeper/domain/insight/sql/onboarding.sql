-- Which steps of setting up are done?
select exists (select from channel where workspace_id = :workspace_id and active) as channel,
       exists (select from callback where workspace_id = :workspace_id) as callback,
       exists (select from contact where workspace_id = :workspace_id) as contacts,
       exists (select from channel_code where workspace_id = :workspace_id) as code,
       exists (select from offer where workspace_id = :workspace_id) as offer,
       exists (
         select from ledger_entry
         where workspace_id = :workspace_id and kind in ('ads', 'bait', 'labour', 'other')
       ) as cost
