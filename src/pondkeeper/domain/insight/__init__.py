"""Figures about the pool: what sources cost and bring, who buys again, what people are worth.

It reads every room and writes none; the modules that import numpy and scipy are left out here,
so that a process which only serves pages starts without them.
"""
