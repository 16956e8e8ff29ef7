-- What happened to this person, newest first, over all merged contacts, also while they were a
-- visitor: of the wanted kinds, or of all but some?
select *
from (
  (
    select e.id, e.kind, e.at, e.received_at, e.contact_id, e.identity_id, e.origin, e.props
    from event e
    where e.workspace_id = :workspace_id
      and e.contact_id = any (cast(:contact_ids as bigint[]))
      and (cast(:kinds as text[]) is null or e.kind = any (cast(:kinds as text[])))
      and (cast(:but as text[]) is null or e.kind <> all (cast(:but as text[])))
      and (
        cast(:before_at as timestamptz) is null
        or (e.at, e.id) < (cast(:before_at as timestamptz), cast(:before_id as bigint))
      )
    order by e.at desc, e.id desc
    limit :limit
  )
  union all
  (
    select e.id, e.kind, e.at, e.received_at, e.contact_id, e.identity_id, e.origin, e.props
    from event e
    where e.workspace_id = :workspace_id
      and e.contact_id is null
      and e.identity_id = any (cast(:visitor_ids as bigint[]))
      and (cast(:kinds as text[]) is null or e.kind = any (cast(:kinds as text[])))
      and (cast(:but as text[]) is null or e.kind <> all (cast(:but as text[])))
      and (
        cast(:before_at as timestamptz) is null
        or (e.at, e.id) < (cast(:before_at as timestamptz), cast(:before_id as bigint))
      )
    order by e.at desc, e.id desc
    limit :limit
  )
) e
order by e.at desc, e.id desc
limit :limit
