"""The schema's history, run as the owner's login; the application never alters a table."""
