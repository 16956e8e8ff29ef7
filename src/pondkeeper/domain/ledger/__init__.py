"""Money out and in, in fen, per source and order, never edited.
Reports of cost and return read nothing else.
"""
