-- What was bought on these orders? One line each, where the list names a thing and none is there.
insert into order_line (
  workspace_id, order_id, name, quantity, unit_price_fen, list_fen, off_fen, paid_fen
)
select distinct on (o.id)
  :workspace_id, o.id, i.item, i.quantity, o.list_fen / i.quantity, o.list_fen, o.off_fen,
  o.paid_fen
from incoming_order i
cross join lateral (
  select * from "order" f
  where f.workspace_id = :workspace_id and f.order_no = i.order_no and f.origin = 'import'
  offset 0
) o
where i.item <> ''
  and not exists (
    select from order_line l where l.workspace_id = :workspace_id and l.order_id = o.id
  )
order by o.id
