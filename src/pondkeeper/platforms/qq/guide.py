"""How a QQ bot is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="QQ 机器人",
    en="QQ bot",
    steps=(
        ConnectStep(
            zh="在 QQ 开放平台（q.qq.com）创建机器人，在“开发设置”里记下 AppID 和 AppSecret。",
            en="Make a bot on the QQ open platform (q.qq.com); note AppID and AppSecret under "
            "Development settings.",
        ),
        ConnectStep(
            zh="在这里填写 AppID 和 AppSecret，保存。",
            en="Enter AppID and AppSecret here and save.",
        ),
        ConnectStep(
            zh="在平台“开发 → 回调配置”填入下面的网址（https，端口 443 或 8443），"
            "勾选单聊和群聊事件。平台会验证一次网址，本系统自动应答。",
            en="Under Development → Webhook over there paste the address below (https, port 443 "
            "or 8443) and tick the events of single chats and groups. The platform checks the "
            "address once; it is answered by itself.",
            copies=("callback_url",),
        ),
        ConnectStep(
            zh="在“消息 URL 配置”里登记要发送的网址的域名，否则带网址的消息会被拒绝。",
            en="Register the hosts of the links you send under Message URL configuration, else "
            "messages with them are refused.",
        ),
        ConnectStep(
            zh="把服务器的公网 IP 加入机器人的 IP 白名单。",
            en="Add the server's public address to the bot's IP whitelist.",
        ),
        ConnectStep(zh="回到这里，按“测试”。", en="Come back here and press Test."),
    ),
)
