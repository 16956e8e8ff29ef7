"""What official accounts and mini programs share: api.weixin.qq.com's door, tokens, callbacks,
the people's faces, chats, media. Each kind's own endpoints lie in a folder of its own.
"""
