-- What does the journal beside the backups keep of this person, and of which installation?
select i.first_business_at, i.set_up_at, array_agg(c.id order by c.id) as contact_ids
from contact c, installation i
where c.workspace_id = :workspace_id and c.canonical_id = :contact_id
group by i.first_business_at, i.set_up_at
