-- Which ids may the new contacts have? (The sequence is looked up once, not for each of them.)
with counter as materialized (
  select cast(pg_get_serial_sequence('contact', 'id') as regclass) as name
)
select array_agg(nextval(counter.name)) from counter, generate_series(1, :how_many)
