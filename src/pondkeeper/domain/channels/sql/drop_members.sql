-- Which codes lose these members, who have left?
update channel_code
set member_ids = array(
      select m from unnest(member_ids) with ordinality as u (m, place)
      where m <> all (cast(:member_ids as text[])) order by place
    ),
    backup_member_id = case
      when backup_member_id = any (cast(:member_ids as text[])) then null else backup_member_id
    end
where workspace_id = :workspace_id
  and (member_ids && cast(:member_ids as text[])
       or backup_member_id = any (cast(:member_ids as text[])))
returning id
