-- Which leases did a dead process leave? Nothing of them left the machine.
update delivery
set state = 'ready', leased_until = null
where workspace_id = :workspace_id and state = 'leased'
  and leased_until <= cast(:real as timestamptz)
