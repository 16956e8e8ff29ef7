"""Something for a member of staff to do.
Made by reactions and by people, done by people.
"""
