-- Under which names could this person pay: an openid of this app, else an id in WeCom?
select i.kind, i.realm, i.key
from contact me
join contact m on m.workspace_id = me.workspace_id and m.canonical_id = me.canonical_id
join identity i on i.workspace_id = m.workspace_id and i.contact_id = m.id
where me.workspace_id = :workspace_id
  and me.id = :contact_id
  and ((i.kind = 'openid' and i.realm = :appid) or i.kind = 'external_userid')
order by i.kind = 'openid' desc, i.id desc
