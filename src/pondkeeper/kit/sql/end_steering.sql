-- From now on business time is the machine's.
update installation set steered_at = null where steered_at is not null
