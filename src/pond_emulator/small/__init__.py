"""What the four smaller platforms share: apps, tokens, login codes, and people as an app knows
them. What a platform does with them is in its own folder.
"""
