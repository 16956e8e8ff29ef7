"""The population: plain state machines with a seed. Every figure is drawn from a range that
stands in one table with its source; nobody's life is typed in.
"""
