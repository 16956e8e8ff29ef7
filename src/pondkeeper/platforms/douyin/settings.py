"""What an operator gives for a Douyin app, and where to find it."""

from pondkeeper.domain.channels.ports import SettingField

_APP_ZH, _APP_EN = "抖音开放平台 → 控制台 → 应用详情", "Douyin open platform → Console → your app"
_PAY_ZH = "抖音开放平台 → 小程序 → 担保支付 → 支付设置"
_PAY_EN = "Douyin open platform → your mini program → Guaranteed pay → Settings"


def _field(
    name: str, label_zh: str, label_en: str, where_zh: str, where_en: str,
    *, secret: bool = False, required: bool = False,
) -> SettingField:  # fmt: skip
    return SettingField(
        name=name,
        secret=secret,
        required=required,
        multiline=False,
        label_zh=label_zh,
        label_en=label_en,
        where_zh=where_zh,
        where_en=where_en,
    )


SCHEMA = (
    _field("client_key", "Client Key（小程序 AppID）", "Client key (mini program AppID)",
           _APP_ZH, _APP_EN, required=True),
    _field("client_secret", "Client Secret", "Client secret", _APP_ZH, _APP_EN,
           secret=True, required=True),
    _field("open_id", "企业号 open_id", "Open id of the business account",
           "企业号授权后得到；收发私信时需要", "Comes with the account's consent; for messages"),
    _field("refresh_token", "企业号授权令牌", "Consent token of the business account",
           "企业号授权后得到；收发私信时需要", "Comes with the account's consent; for messages",
           secret=True),
    _field("pay_salt", "担保支付 SALT", "Pay salt", _PAY_ZH, _PAY_EN, secret=True),
    _field("pay_token", "担保支付回调 Token", "Pay callback token", _PAY_ZH, _PAY_EN, secret=True),
    _field("legacy_url", "小程序旧接口地址", "Address of the mini program's older interfaces",
           "一般留空：https://developer.toutiao.com", "Usually empty: https://developer.toutiao.com"),
)  # fmt: skip
