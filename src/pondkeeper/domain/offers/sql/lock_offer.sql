-- Nobody else gives out this offer until we are done.
select id from offer where workspace_id = :workspace_id and id = :offer_id for no key update
