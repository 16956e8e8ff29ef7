"""Kuaishou: https://open.kuaishou.com/docs and clients of others that quote it."""
