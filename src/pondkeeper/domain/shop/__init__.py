"""What is sold, orders, payments and refunds.
Prices are worked out once, when ordered, and kept line by line.
"""
