-- What do these two people have that one person has once?
select kind, realm, count(distinct key) as keys
from identity
where workspace_id = :workspace_id
  and contact_id = any (cast(:contact_ids as bigint[]))
  and kind in ('unionid', 'openid')
group by kind, realm
having count(distinct key) > 1
order by kind, realm
