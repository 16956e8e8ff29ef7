-- Which id will the next workspace have?
select nextval(pg_get_serial_sequence('workspace', 'id'))
