-- Which account has this login? Asked before anybody is known.
select find_account(:login)
