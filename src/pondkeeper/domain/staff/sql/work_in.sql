-- Let this transaction see the rows of one workspace.
select set_config('pond.workspace', :workspace, true)
