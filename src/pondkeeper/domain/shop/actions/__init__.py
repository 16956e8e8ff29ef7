"""The verbs of the shop, by family."""
