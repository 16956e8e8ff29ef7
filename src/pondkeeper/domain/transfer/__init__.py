"""Files coming in and going out: contacts, orders and costs, with a dry run and an error file.
An imported history is recorded as such and triggers nothing.
"""
