"""Douyin: https://developer.open-douyin.com/docs/resource/zh-CN/dop and …/mini-app."""
