"""What we give: a versioned promise, its numbered copies, and their use.
Limits are constraints: the slot of a coupon makes 'n per person', guarded updates make the rest.
"""
