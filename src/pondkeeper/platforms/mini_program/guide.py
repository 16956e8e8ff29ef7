"""How a mini program is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="小程序",
    en="Mini program",
    steps=(
        ConnectStep(
            zh="在小程序后台“管理 → 开发管理 → 开发设置”记下 AppID，生成并保存 AppSecret，"
            "把服务器的公网 IP 加入 IP 白名单。",
            en="In the program's admin pages (Management → Development → Settings) note the "
            "App ID, make and keep an App secret, add the server's public address to the "
            "IP whitelist.",
        ),
        ConnectStep(
            zh="在这里填写 AppID、AppSecret、自定的 Token（3 至 32 位字母或数字）和 "
            "EncodingAESKey，保存。",
            en="Enter App ID, App secret, a token of your own (3 to 32 letters or digits) and "
            "an EncodingAESKey here, and save.",
        ),
        ConnectStep(
            zh="回到“消息推送”填入下面的网址、Token 和密钥，选“安全模式”；"
            "数据格式 JSON 或 XML 都能读。",
            en="Under Message push over there paste the address, token and key below and "
            "choose the safe mode; JSON and XML are both read.",
            copies=("callback_url", "callback_token", "encoding_aes_key"),
        ),
        ConnectStep(
            zh="在“服务器域名”把本系统的域名登记为 request 合法域名。",
            en="Register this system's domain as a request domain under Server domains.",
        ),
        ConnectStep(
            zh="要认出公众号、小程序和企业微信里的同一个人：把它们绑定到同一个微信开放平台账号。",
            en="To know one person over official account, mini program and WeCom bind them "
            "all to one WeChat Open Platform account.",
        ),
        ConnectStep(
            zh="回到这里，按“测试”。",
            en="Come back here and press Test.",
        ),
    ),
)
