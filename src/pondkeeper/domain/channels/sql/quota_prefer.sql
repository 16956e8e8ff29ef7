-- Which preset does this channel keep to from now on?
update channel set limits_preset = :preset
where workspace_id = :workspace_id and id = :channel_id
