-- Which key of which workspace has this digest? Asked before anybody is known.
select workspace_id, api_key_id from find_api_key(:digest)
