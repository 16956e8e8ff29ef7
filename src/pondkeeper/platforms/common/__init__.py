"""What platforms share: the generic call, its endpoint rows, envelopes and hardened XML.

Nothing here names a platform; each platform says how it signs a request and reads an answer.
"""
