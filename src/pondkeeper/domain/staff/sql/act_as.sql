-- Let this transaction see the rows of one account.
select set_config('pond.account', :account, true)
