"""What an operator gives for a WeCom channel, and where to find it."""

from pondkeeper.domain.channels.ports import SettingField

BASE_URL = "https://qyapi.weixin.qq.com"
_APP_ZH = "企业微信管理后台 → 应用管理 → 自建应用"
_APP_EN = "WeCom admin → App Management → your own app"

SCHEMA = (
    SettingField(
        name="corp_id",
        secret=False,
        required=True,
        multiline=False,
        label_zh="企业 ID",
        label_en="Corp ID",
        where_zh="企业微信管理后台 → 我的企业 → 企业信息",
        where_en="WeCom admin → My Company → Company Information",
    ),
    SettingField(
        name="agent_id",
        secret=False,
        required=False,
        multiline=False,
        label_zh="应用 AgentId",
        label_en="Agent ID",
        where_zh=_APP_ZH,
        where_en=_APP_EN,
    ),
    SettingField(
        name="secret",
        secret=True,
        required=True,
        multiline=False,
        label_zh="应用 Secret",
        label_en="App secret",
        where_zh=f"{_APP_ZH}；并在“客户联系 → 可调用应用”中勾选它",
        where_en=f"{_APP_EN}; also tick it under Customer Contact → Callable apps",
    ),
    SettingField(
        name="callback_token",
        secret=True,
        required=True,
        multiline=False,
        label_zh="回调 Token",
        label_en="Callback token",
        where_zh=f"{_APP_ZH} → 接收消息 → 设置 API 接收",
        where_en=f"{_APP_EN} → Receive Messages → Set API",
    ),
    SettingField(
        name="encoding_aes_key",
        secret=True,
        required=True,
        multiline=False,
        label_zh="回调 EncodingAESKey（43 位）",
        label_en="Callback EncodingAESKey (43 characters)",
        where_zh=f"{_APP_ZH} → 接收消息 → 设置 API 接收",
        where_en=f"{_APP_EN} → Receive Messages → Set API",
    ),
)
