"""What an operator gives for a WeChat Pay channel, and where to find it."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide, SettingField

_ACCOUNT_ZH = "微信支付商户平台 → 账户中心"
_ACCOUNT_EN = "WeChat Pay merchant platform → Account Center"
_SAFE_ZH = f"{_ACCOUNT_ZH} → API 安全"
_SAFE_EN = f"{_ACCOUNT_EN} → API Security"

SCHEMA = (
    SettingField(
        name="mchid",
        secret=False,
        required=True,
        multiline=False,
        label_zh="商户号",
        label_en="Merchant ID",
        where_zh=f"{_ACCOUNT_ZH} → 商户信息",
        where_en=f"{_ACCOUNT_EN} → Merchant information",
    ),
    SettingField(
        name="appid",
        secret=False,
        required=True,
        multiline=False,
        label_zh="AppID（已与商户号绑定）",
        label_en="AppID bound to the merchant",
        where_zh="微信支付商户平台 → 产品中心 → AppID 账号管理",
        where_en="WeChat Pay merchant platform → Product Center → AppID management",
    ),
    SettingField(
        name="serial_no",
        secret=False,
        required=True,
        multiline=False,
        label_zh="商户 API 证书序列号",
        label_en="Merchant certificate serial number",
        where_zh=_SAFE_ZH,
        where_en=_SAFE_EN,
    ),
    SettingField(
        name="private_key_pem",
        secret=True,
        required=True,
        multiline=True,
        label_zh="商户 API 私钥（apiclient_key.pem）",
        label_en="Merchant private key (apiclient_key.pem)",
        where_zh=_SAFE_ZH,
        where_en=_SAFE_EN,
    ),
    SettingField(
        name="apiv3_key",
        secret=True,
        required=True,
        multiline=False,
        label_zh="APIv3 密钥（32 个字符）",
        label_en="APIv3 key (32 characters)",
        where_zh=_SAFE_ZH,
        where_en=_SAFE_EN,
    ),
    SettingField(
        name="platform_key_id",
        secret=False,
        required=False,
        multiline=False,
        label_zh="微信支付公钥 ID（PUB_KEY_ID_ 开头）",
        label_en="WeChat Pay public key ID (begins with PUB_KEY_ID_)",
        where_zh=_SAFE_ZH,
        where_en=_SAFE_EN,
    ),
    SettingField(
        name="platform_public_key_pem",
        secret=False,
        required=False,
        multiline=True,
        label_zh="微信支付公钥",
        label_en="WeChat Pay public key",
        where_zh=_SAFE_ZH,
        where_en=_SAFE_EN,
    ),
    SettingField(
        name="platform_certificates_pem",
        secret=False,
        required=False,
        multiline=True,
        label_zh="微信支付平台证书（没有公钥的老商户；可粘贴多张）",
        label_en="Platform certificates (older merchants without a public key; may be several)",
        where_zh=_SAFE_ZH,
        where_en=_SAFE_EN,
    ),
)

GUIDE = Guide(
    "微信支付",
    "WeChat Pay",
    (
        ConnectStep(
            "在商户平台“账户中心 → API 安全”申请商户 API 证书，记下证书序列号，保管好私钥文件。",
            "In the merchant platform, Account → API security: apply for the merchant API"
            " certificate, note its serial number and keep the private key file.",
        ),
        ConnectStep(
            "同一页设置 APIv3 密钥（32 个字符）。",
            "On the same page set the APIv3 key (32 characters).",
        ),
        ConnectStep(
            "下载微信支付公钥并记下公钥 ID；没有公钥的老商户改用平台证书，会自动更新。",
            "Download the WeChat Pay public key and note its id; older merchants without one use"
            " platform certificates, which are renewed by themselves.",
        ),
        ConnectStep(
            "在“产品中心 → AppID 账号管理”把公众号或小程序的 AppID 与商户号绑定。",
            "Under Products → AppID management bind the official account or mini program to the"
            " merchant number.",
        ),
        ConnectStep(
            "支付通知地址由系统随每笔订单带上，不用在后台填写。",
            "The address for notices goes with every order: nothing to enter over there.",
            ("callback_url",),
        ),
        ConnectStep("回到这里，按“测试连接”。", "Come back and press Test."),
    ),
)
