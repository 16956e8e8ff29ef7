"""The official account as api.weixin.qq.com shows it: users, messages, menus, codes, articles."""
