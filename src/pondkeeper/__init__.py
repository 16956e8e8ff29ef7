"""Pondkeeper: the pool of people a brand can reach itself, run on one machine or many."""

__version__ = "0.1.0"
