-- Forget the tries under these keys.
delete from login_attempt where key = any (cast(:keys as text[]))
