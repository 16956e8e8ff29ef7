-- Which lanes have something to send, and did anybody die with deliveries in hand or one come too
-- late?
select
  array(
    select l.lane
    from unnest(cast(:lanes as text[])) as l (lane)
    where exists (
      select from delivery r
      where r.workspace_id = :workspace_id and r.lane = l.lane and r.state = 'ready'
        and r.not_before <= cast(:now as timestamptz)
        and coalesce(r.retry_at, cast(:real as timestamptz)) <= cast(:real as timestamptz)
    )
  ) as waiting,
  exists (
    select from delivery
    where workspace_id = :workspace_id and state in ('leased', 'wire')
      and leased_until <= cast(:real as timestamptz)
  ) or exists (
    select from delivery
    where workspace_id = :workspace_id and state = 'ready'
      and expires_at <= cast(:real as timestamptz)
  ) as dead
