"""Pondkeeper: the pool of people a brand can reach itself, run on one machine or many."""
