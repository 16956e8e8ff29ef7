"""What we know of each person: sums per day, where they stand, what they may be worth.
Worked out again for the contacts that something happened to, always from the facts.
"""
