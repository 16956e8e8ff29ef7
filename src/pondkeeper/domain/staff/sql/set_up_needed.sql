-- Is this installation still to be set up?
select set_up_at is null from installation
