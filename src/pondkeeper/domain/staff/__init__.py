"""Workspaces, the people who work in them, what each may do, and the record of what they did.
Lowest room: everything else may ask it who is acting.
"""
