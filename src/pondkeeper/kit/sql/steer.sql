-- Move steered time forward; nothing when it is not steered.
update installation set steered_at = greatest(steered_at, cast(:to as timestamptz))
where steered_at is not null
returning steered_at
