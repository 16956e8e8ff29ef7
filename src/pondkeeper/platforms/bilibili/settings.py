"""What an operator gives for a Bilibili app, and where to find it."""

from pondkeeper.domain.channels.ports import SettingField

_WHERE_ZH, _WHERE_EN = "哔哩哔哩开放平台 → 应用详情", "Bilibili open platform → your app"

SCHEMA = (
    SettingField(
        name="client_id",
        secret=False,
        required=True,
        multiline=False,
        label_zh="Client ID",
        label_en="Client ID",
        where_zh=_WHERE_ZH,
        where_en=_WHERE_EN,
    ),
    SettingField(
        name="client_secret",
        secret=True,
        required=True,
        multiline=False,
        label_zh="App Secret",
        label_en="App secret",
        where_zh=_WHERE_ZH,
        where_en=_WHERE_EN,
    ),
    SettingField(
        name="refresh_token",
        secret=True,
        required=False,
        multiline=False,
        label_zh="账号授权令牌",
        label_en="Consent token of the account",
        where_zh="账号授权后得到；查看数据时需要",
        where_en="Comes with the account's consent; for its figures",
    ),
    SettingField(
        name="token_url",
        secret=False,
        required=False,
        multiline=False,
        label_zh="令牌接口地址",
        label_en="Address of the token interface",
        where_zh="一般留空：https://api.bilibili.com",
        where_en="Usually empty: https://api.bilibili.com",
    ),
)
