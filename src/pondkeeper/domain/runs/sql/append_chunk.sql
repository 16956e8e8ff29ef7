-- Write one piece of a file; again replaces it.
insert into blob_chunk (workspace_id, blob_id, place, sealed)
values (:workspace_id, :blob_id, :place, :sealed)
on conflict (workspace_id, blob_id, place) do update set sealed = excluded.sealed
