"""How a WeCom channel is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="企业微信",
    en="WeCom",
    steps=(
        ConnectStep(
            zh="在企业微信管理后台“应用管理 → 自建”创建一个应用，可见范围选所有要添加客户的成员；"
            "记下企业 ID、AgentId 和 Secret。",
            en="In the WeCom admin pages create an application of your own (App Management), "
            "visible to all staff who shall have customers. Note corp ID, AgentId and Secret.",
        ),
        ConnectStep(
            zh="在“客户联系 → 客户 → API → 可调用应用”勾选这个应用；要用微信客服或获客助手，"
            "也在它们的“可调用接口的应用”里勾选。",
            en="Tick the application under Customer Contact → API → Callable apps; for customer "
            "service and acquisition links tick it there too.",
        ),
        ConnectStep(
            zh="在应用的“接收消息 → 设置 API 接收”填入下面的网址、Token 和 EncodingAESKey，保存。"
            "平台会立即访问一次，Pondkeeper 会自动应答。",
            en="On the application's page Receive Messages → Set API paste the address, the token "
            "and the EncodingAESKey below, and save. The platform asks the address once; "
            "Pondkeeper answers.",
            copies=("callback_url", "callback_token", "encoding_aes_key"),
        ),
        ConnectStep(
            zh="在应用的“企业可信 IP”填入服务器的公网 IP，否则所有调用都会得到 60020。",
            en="Enter the server's public address under the application's trusted IPs, else every "
            "call is refused with 60020.",
        ),
        ConnectStep(
            zh="要用侧边栏和员工扫码登录：在“网页授权及 JS-SDK”设置可信域名，在“企业微信授权登录”"
            "设置授权回调域，都是本系统的域名。",
            en="For the sidebar and login by WeCom set this system's domain under Web "
            "authorisation and JS-SDK, and under WeCom login.",
        ),
        ConnectStep(zh="回到这里，按“测试”。", en="Come back here and press Test."),
    ),
)
