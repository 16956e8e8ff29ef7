"""WeChat Pay v3's codes: can trying again help, and what they mean.

Official list: https://pay.weixin.qq.com/doc/v3/merchant/4012081670 and each endpoint's page.
Some codes exist in an old spelling without underscores; both are here.
"""

from pondkeeper.platforms.common.errors import Verdict

NOT_THERE = frozenset({"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"})
"""The platform never heard of the number: an answer to a query, not a failure."""

CLOSED = frozenset({"ORDER_CLOSED", "ORDERCLOSED"})
"""What a second close of an order is told."""

_BUSY = Verdict("retry", "微信支付系统繁忙，请用相同单号重试", here=True, wait_s=5)
_LIMITED = Verdict("quota", "请求过于频繁", wait_s=60)
_PAID = Verdict("permanent", "订单已支付，请查询订单")
_CLOSED = Verdict("permanent", "订单已关闭，请换新单号")
_ABSENT = Verdict("permanent", "微信支付没有这个单号")
_NO_RIGHT = Verdict("permanent", "商户号没有此接口权限")

ERRCODES: dict[str, Verdict] = {
    "SYSTEM_ERROR": _BUSY,
    "SYSTEMERROR": _BUSY,
    "BANK_ERROR": Verdict("retry", "银行系统异常，请用相同单号重试", wait_s=30),
    "BANKERROR": Verdict("retry", "银行系统异常，请用相同单号重试", wait_s=30),
    "BIZERR_NEED_RETRY": Verdict("retry", "退款未完成，请用相同单号重试", wait_s=60),
    "FREQUENCY_LIMITED": _LIMITED,
    "FREQUENCY_LIMIT_EXCEED": _LIMITED,
    "RATELIMIT_EXCEEDED": _LIMITED,
    "RATELIMIT_EXCEED": _LIMITED,
    "NOT_ENOUGH": Verdict("retry", "商户账户余额不足，充值后用相同单号重试", wait_s=3600),
    "NOTENOUGH": Verdict("retry", "商户账户余额不足，充值后用相同单号重试", wait_s=3600),
    "PARAM_ERROR": Verdict("permanent", "参数错误"),
    "INVALID_REQUEST": Verdict("permanent", "请求不合法"),
    "SIGN_ERROR": Verdict("permanent", "签名错误，请检查商户私钥与证书序列号"),
    "NO_AUTH": _NO_RIGHT,
    "NOAUTH": _NO_RIGHT,
    "MCH_NOT_EXISTS": Verdict("permanent", "商户号不存在"),
    "APPID_MCHID_NOT_MATCH": Verdict("permanent", "AppID 与商户号没有绑定"),
    "OPENID_MISMATCH": Verdict("permanent", "OpenID 与 AppID 不匹配"),
    "OUT_TRADE_NO_USED": Verdict("permanent", "商户订单号已被使用"),
    "ORDER_PAID": _PAID,
    "ORDERPAID": _PAID,
    "ORDER_CLOSED": _CLOSED,
    "ORDERCLOSED": _CLOSED,
    "ORDER_NOT_EXIST": _ABSENT,
    "ORDERNOTEXIST": _ABSENT,
    "RESOURCE_NOT_EXISTS": _ABSENT,
    "RULE_LIMIT": Verdict("permanent", "受业务规则限制"),
    "RULELIMIT": Verdict("permanent", "受业务规则限制"),
    "TRADE_ERROR": Verdict("permanent", "交易被拒绝"),
    "ACCOUNT_ERROR": Verdict("permanent", "账户异常"),
    "ACCOUNTERROR": Verdict("permanent", "账户异常"),
    "USER_ACCOUNT_ABNORMAL": Verdict("permanent", "用户账户已注销或异常，请线下退款"),
    "REFUND_FEE_MISMATCH": Verdict("permanent", "同一退款单号的金额与上次不一致"),
}
"""A code that is not here is permanent: repeating what nobody understands helps nobody."""

UNLISTED = Verdict("permanent", "未收录的错误码")
