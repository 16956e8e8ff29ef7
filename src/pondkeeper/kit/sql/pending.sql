-- What is due and not yet done, over all workspaces?
select i.steered_at, p.inbox, p.jobs, p.touches, p.errands, p.profiles, p.orders,
       p.days
from installation i, count_pending(:business_now) p
