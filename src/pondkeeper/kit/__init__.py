"""What every room stands on: clocks, money, ids, the database, secrets, outside calls.

The kit knows no business; it never imports a room.
"""
