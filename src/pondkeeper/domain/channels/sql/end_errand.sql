-- Which errand is over? Only under the lease it was run with.
delete from errand
where workspace_id = :workspace_id and identity_id = :identity_id and member_id = :member_id
  and kind = :kind and leased_until = cast(:leased as timestamptz)
