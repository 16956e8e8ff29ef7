"""What an operator gives for a QQ bot, and where to find it."""

from pondkeeper.domain.channels.ports import SettingField

_WHERE_ZH = "QQ 开放平台 → 机器人 → 开发设置"
_WHERE_EN = "QQ open platform → your bot → Development settings"

SCHEMA = (
    SettingField(
        name="app_id",
        secret=False,
        required=True,
        multiline=False,
        label_zh="机器人 AppID",
        label_en="Bot AppID",
        where_zh=_WHERE_ZH,
        where_en=_WHERE_EN,
    ),
    SettingField(
        name="secret",
        secret=True,
        required=True,
        multiline=False,
        label_zh="机器人密钥（AppSecret）",
        label_en="Bot secret (AppSecret)",
        where_zh=f"{_WHERE_ZH}；它也用来验证回调签名",
        where_en=f"{_WHERE_EN}; callbacks are verified with it too",
    ),
    SettingField(
        name="token_url",
        secret=False,
        required=False,
        multiline=False,
        label_zh="令牌接口地址",
        label_en="Address of the token interface",
        where_zh="一般留空：https://bots.qq.com",
        where_en="Usually empty: https://bots.qq.com",
    ),
)
