"""A phone on which a person plays a customer: scan, chat, open the shop, pay, delete."""
