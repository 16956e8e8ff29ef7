"""The emulator's own console at /emulator: watch people, calls, callbacks and limits, switch
troubles. Pages are rendered here; a small script renews them and sends the switches.
"""
