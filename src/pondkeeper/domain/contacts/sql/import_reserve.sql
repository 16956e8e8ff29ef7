-- Which ids may the new contacts have?
select nextval(pg_get_serial_sequence('contact', 'id')) as id from generate_series(1, :how_many)
