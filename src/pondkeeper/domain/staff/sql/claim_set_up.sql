-- Note that the first set-up happens now, unless it happened.
update installation set set_up_at = :now where set_up_at is null
