"""WeChat Pay (微信支付) v3 for a merchant of its own: order, query, close, refund, notices."""

from pondkeeper.platforms.wechat_pay.adapter import build

__all__ = ["build"]
