-- Let every loop of every workspace look at once: time has moved.
select pg_notify('pond_wake', 'all:0')
