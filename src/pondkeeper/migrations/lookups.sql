-- The only five questions that may be asked before a workspace is known; each returns ids.
create function find_account(wanted_login text) returns bigint
language sql stable security definer set search_path = public, pg_temp
as $$ select id from account where login = wanted_login $$;

create function find_session(wanted_digest bytea)
returns table (session_id bigint, account_id bigint, workspace_id bigint)
language sql stable security definer set search_path = public, pg_temp
as $$ select id, account_id, workspace_id from account_session where token_digest = wanted_digest $$;

create function find_api_key(wanted_digest bytea)
returns table (workspace_id bigint, api_key_id bigint)
language sql stable security definer set search_path = public, pg_temp
as $$ select workspace_id, id from api_key where key_digest = wanted_digest and revoked_at is null $$;

create function find_channel(wanted_key text)
returns table (workspace_id bigint, channel_id bigint)
language sql stable security definer set search_path = public, pg_temp
as $$ select workspace_id, id from channel where public_key = wanted_key $$;

create function find_due_work(business_now timestamptz, real_now timestamptz)
returns table (workspace_id bigint, work text)
language sql stable security definer set search_path = public, pg_temp
as $$
  select w.id, d.work
  from workspace w
  cross join lateral (
    select 'inbox' as work
    where exists (
      select from callback c
      where c.workspace_id = w.id and c.state = 'new'
        and c.received_at >= business_now - interval '30 days'
        and c.received_at < business_now + interval '1 day'
        and coalesce(c.retry_at, real_now) <= real_now
    )
    union all
    -- What a restore holds back is due only for being told that it came too late.
    select 'dispatch'
    where exists (
      select from delivery d
      where d.workspace_id = w.id
        and (
          (d.state = 'ready' and d.not_before <= business_now
            and coalesce(d.retry_at, real_now) <= real_now
            and (
              d.expires_at <= real_now
              or not exists (
                select from restore_hold h
                where h.workspace_id = d.workspace_id and h.released_at is null
                  and d.epoch < h.epoch
              )
            ))
          or (d.state in ('leased', 'wire') and d.leased_until <= real_now)
        )
    )
    union all
    select 'profiles'
    where exists (select from profile_dirty p where p.workspace_id = w.id)
      or exists (
        select from contact_state s
        where s.workspace_id = w.id and s.lifecycle_until <= business_now
      )
    union all
    select 'orders'
    where exists (
      select from "order" o
      where o.workspace_id = w.id and o.state = 'pending' and o.expires_at <= business_now
        and coalesce(o.retry_at, real_now) <= real_now
    ) or exists (
      select from refund r
      where r.workspace_id = w.id and r.state in ('wire', 'processing')
        and r.retry_at <= real_now
    )
    union all
    select 'bills'
    where exists (
      select from bill_day b
      where b.workspace_id = w.id and b.state = 'waiting' and b.due_at <= business_now
        and coalesce(b.retry_at, real_now) <= real_now
    )
    union all
    select 'codes'
    where exists (
      select from channel_code c
      where c.workspace_id = w.id
        and ((c.sync_state = 'waiting' and c.sync_at <= real_now) or c.duty_until <= business_now)
    )
    union all
    select 'errands'
    where exists (
      select from errand e where e.workspace_id = w.id and e.due_at <= real_now
    )
    union all
    select 'handovers'
    where exists (
      select from handover h
      where h.workspace_id = w.id and h.state <> 'done' and h.next_at <= business_now
        and coalesce(h.leased_until, real_now) <= real_now
    )
    union all
    select 'webhooks'
    where exists (
      select from webhook_delivery d
      where d.workspace_id = w.id and d.state = 'waiting' and d.due_at <= real_now
    )
    union all
    select 'groups'
    where exists (
      select from group_chat g where g.workspace_id = w.id and g.due_at <= real_now
    )
    union all
    select 'days'
    where w.day_begun is distinct from (business_now at time zone w.timezone)::date
    union all
    select 'runs'
    where exists (
      select from run r
      where r.workspace_id = w.id
        and (r.state = 'queued' or (r.state = 'running' and r.leased_until <= real_now))
    )
  ) d
$$;

-- How much is due and not done, over all workspaces? Numbers only, for whoever steers time. What
-- a restore holds back waits for a person, and time may pass meanwhile.
create function count_pending(business_now timestamptz)
returns table (
  inbox bigint, jobs bigint, touches bigint, errands bigint, profiles bigint, orders bigint,
  days bigint
)
language sql stable security definer set search_path = public, pg_temp
as $$
  select
    (select count(*) from callback
      where state = 'new' and received_at >= business_now - interval '30 days'
        and received_at < business_now + interval '1 day' and coalesce(retry_at, now()) <= now()),
    (select count(*) from pgqueuer where status in ('queued', 'picked') and execute_after <= now()),
    (select count(*) from delivery d
      where d.state in ('leased', 'wire')
        or (d.state = 'ready' and d.not_before <= business_now
          and (
            d.expires_at <= now()
            or not exists (
              select from restore_hold h
              where h.workspace_id = d.workspace_id and h.released_at is null
                and d.epoch < h.epoch
            )
          ))),
    (select count(*) from errand where due_at <= now() or leased_until > now())
      + (select count(*) from group_chat where due_at is not null and attempts = 0),
    (select count(*) from profile_dirty),
    (select count(*) from "order" where state = 'pending' and expires_at <= business_now),
    (select count(*) from workspace
      where day_begun is distinct from (business_now at time zone timezone)::date)
$$;
