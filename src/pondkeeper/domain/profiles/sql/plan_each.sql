-- Plan for these very values: a plan for any tag is wrong for the rarest and the commonest.
select set_config('plan_cache_mode', 'force_custom_plan', true)
