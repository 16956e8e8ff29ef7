"""The demo: the brand's operators set up their shop through the console's API, then half a year
is told, slot by slot, on the steered clock.
"""
