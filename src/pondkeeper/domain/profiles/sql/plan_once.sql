-- Plan as usual from here on: what is the same for every page need not be planned again.
select set_config('plan_cache_mode', 'auto', true), set_config('enable_sort', 'on', true)
