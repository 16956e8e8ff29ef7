-- Who of these people gets a coupon of this offer, within its limits? Contacts and offer are
-- locked. Those who have one for the same cause keep that one.
with promise as (
  select o.id, o.version_id, b.id as benefit_id, b.value, o.per_person_cap,
         least(
           coalesce(o.issue_cap - o.issued, 9223372036854775807),
           coalesce((o.budget_fen - o.budget_used_fen) / b.value, 9223372036854775807)
         ) as room,
         least(
           cast(:now as timestamptz) + make_interval(days => cast(b.valid_days as int)),
           coalesce(o.ends_at, 'infinity')
         ) as valid_to
  from offer o
  join offer_benefit b on b.workspace_id = o.workspace_id and b.offer_version_id = o.version_id
  where o.workspace_id = :workspace_id
    and o.id = :offer_id
    and o.state = 'live'
    and coalesce(o.starts_at, '-infinity') <= :now
    and coalesce(o.ends_at, 'infinity') > :now
),
asked as (
  select distinct on (c.canonical_id)
    c.canonical_id, g.contact_id, g.identity_id, g.code, g.place
  from unnest(
    cast(:contact_ids as bigint[]), cast(:identity_ids as bigint[]), cast(:codes as text[])
  ) with ordinality as g (contact_id, identity_id, code, place)
  join contact c on c.workspace_id = :workspace_id and c.id = g.contact_id
  order by c.canonical_id, g.place
),
held as (
  select a.canonical_id, count(*) as coupons,
         max(k.id) filter (
           where k.source_kind = :source_kind and k.source_id = :source_id
         ) as same_cause_id
  from asked a
  join contact m on m.workspace_id = :workspace_id and m.canonical_id = a.canonical_id
  join coupon k
    on k.workspace_id = :workspace_id and k.contact_id = m.id and k.offer_id = :offer_id
  group by a.canonical_id
),
fitting as (
  select a.*, p.version_id, p.benefit_id, p.value, p.valid_to, p.room,
         row_number() over (order by a.place) as turn,
         (
           select min(s.slot)
           from generate_series(0, p.per_person_cap - 1) as s (slot)
           where not exists (
             select from coupon k
             where k.workspace_id = :workspace_id
               and k.offer_id = :offer_id
               and k.limit_contact_id = a.canonical_id
               and k.slot_no = s.slot
           )
         ) as slot_no
  from asked a
  cross join promise p
  left join held h on h.canonical_id = a.canonical_id
  where coalesce(h.coupons, 0) < p.per_person_cap and h.same_cause_id is null
),
given as (
  insert into coupon (
    workspace_id, offer_id, offer_version_id, offer_benefit_id, code, contact_id, identity_id,
    limit_contact_id, slot_no, valid_from, valid_to, source_kind, source_id, issued_at
  )
  select :workspace_id, :offer_id, f.version_id, f.benefit_id, f.code, f.contact_id,
         f.identity_id, f.canonical_id, f.slot_no, :now, f.valid_to, :source_kind, :source_id,
         :now
  from fitting f
  where f.turn <= f.room and f.slot_no is not null
  returning id, code, contact_id, identity_id, valid_to, true as fresh
),
counted as (
  update offer o
  set issued = o.issued + n.coupons,
      budget_used_fen = o.budget_used_fen + n.coupons * n.value
  from (select (select count(*) from given) as coupons, p.value from promise p) n
  where o.workspace_id = :workspace_id and o.id = :offer_id and n.coupons > 0
)
select id, code, contact_id, identity_id, valid_to, fresh from given
union all
select k.id, k.code, k.contact_id, k.identity_id, k.valid_to, false
from held h
join coupon k on k.workspace_id = :workspace_id and k.id = h.same_cause_id
