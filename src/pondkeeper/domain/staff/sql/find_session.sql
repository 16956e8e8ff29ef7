-- Whose session is this token's digest? Asked before anybody is known.
select session_id, account_id, workspace_id from find_session(:digest)
