"""The mini program as api.weixin.qq.com shows it: login, phone, messages, codes, links, checks,
shipping and figures.
"""
