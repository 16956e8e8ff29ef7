-- Whose channel is behind this public key?
select workspace_id, channel_id from find_channel(:public_key)
