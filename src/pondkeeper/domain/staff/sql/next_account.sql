-- Which id will the next account have?
select nextval(pg_get_serial_sequence('account', 'id'))
