"""What turns the product into running processes: home folder, Postgres, supervisor, web, worker.

Nothing here knows the business; it starts, watches and stops what does.
"""
