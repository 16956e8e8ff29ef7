-- Which friendships began by a code with this tag, of people who were given the tag here?
select f.identity_id, f.member_id, f.channel_id
from channel_code_tag l
join follow f on f.workspace_id = l.workspace_id and f.code_id = l.code_id
join contact_tag t
  on t.workspace_id = f.workspace_id and t.tag_id = l.tag_id and t.contact_id = f.contact_id
where l.workspace_id = :workspace_id and l.tag_id = :tag_id
  and f.ended_at is null and t.origin = 'code'
