-- Money went back: how much of the order is that in all?
update "order"
set refunded_fen = refunded_fen + :amount_fen,
    state = case when refunded_fen + :amount_fen = paid_fen then 'refunded' else state end
where workspace_id = :workspace_id and id = :id
returning state
