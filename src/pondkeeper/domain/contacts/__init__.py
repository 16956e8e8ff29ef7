"""People, once over all carriers: identities, sources, tags, consent, merges that can be undone, erasure.
Facts never move between contacts; reads join through the canonical one.
"""
