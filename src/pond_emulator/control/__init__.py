"""The emulator's own doors under /emulator/: set up accounts, switch on troubles, act as a person,
read the record. Loopback only.
"""
