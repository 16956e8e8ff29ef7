"""Bilibili: https://open.bilibili.com/doc."""
