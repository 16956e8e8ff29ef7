"""The outside world on loopback: WeCom and WeChat Pay with their real envelopes, a phone on which
a person plays a customer, and a population that lives half a year. Another program than
pondkeeper: it keeps its own store and knows the product only by its public doors.
"""
