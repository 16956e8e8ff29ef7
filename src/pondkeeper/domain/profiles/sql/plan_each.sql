-- Plan for these very values, and without sorting if `sort` is off: a walk must stay a walk.
select set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('enable_sort', :sort, true)
