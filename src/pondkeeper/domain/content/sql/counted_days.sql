-- On which days of the platform were articles published that it may still tell figures of?
select distinct channel_id, (published_at at time zone cast(:zone as text))::date as sent_on
from article
where workspace_id = :workspace_id and published_at >= cast(:since as timestamptz)
order by 1, 2
