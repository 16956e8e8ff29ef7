"""Touches and deliveries: one message to one recipient, one call to a platform, and how each ended.
The dispatcher never blindly repeats a call that may have arrived.
"""
