"""QQ bots: https://bot.q.qq.com/wiki/develop/api-v2/."""
