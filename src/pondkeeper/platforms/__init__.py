"""The outside worlds, one folder each; they do not know one another.

A new platform is one folder and one line in `registry.PLATFORMS`.
"""
