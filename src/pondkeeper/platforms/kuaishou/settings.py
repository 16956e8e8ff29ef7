"""What an operator gives for a Kuaishou app, and where to find it."""

from pondkeeper.domain.channels.ports import SettingField

_WHERE_ZH = "快手开放平台 → 管理中心 → 应用（小程序）详情"
_WHERE_EN = "Kuaishou open platform → Management → your app (mini program)"
_CONSENT_ZH = "账号授权后得到；查看作品数据时需要"
_CONSENT_EN = "Comes with the account's consent; for the figures of its videos"

SCHEMA = (
    SettingField(
        name="app_id",
        secret=False,
        required=True,
        multiline=False,
        label_zh="App ID",
        label_en="App ID",
        where_zh=_WHERE_ZH,
        where_en=_WHERE_EN,
    ),
    SettingField(
        name="app_secret",
        secret=True,
        required=True,
        multiline=False,
        label_zh="App Secret",
        label_en="App secret",
        where_zh=f"{_WHERE_ZH}；它也用来验证回调签名",
        where_en=f"{_WHERE_EN}; callbacks are verified with it too",
    ),
    SettingField(
        name="refresh_token",
        secret=True,
        required=False,
        multiline=False,
        label_zh="账号授权令牌",
        label_en="Consent token of the account",
        where_zh=_CONSENT_ZH,
        where_en=_CONSENT_EN,
    ),
)
