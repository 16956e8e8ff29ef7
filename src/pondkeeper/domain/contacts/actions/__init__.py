"""The verbs of the room by family; every write of people, faces, merges and tags is here.
They are called through `pondkeeper.domain.contacts`.
"""
