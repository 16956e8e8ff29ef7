"""How an official account is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="公众号",
    en="Official account",
    steps=(
        ConnectStep(
            zh="在公众号后台“设置与开发 → 开发接口管理 → 基本配置”记下 AppID，"
            "重置并保存 AppSecret。",
            en="In the account's admin pages (Settings & Development → Developer interface) "
            "note the App ID, reset and keep the App secret.",
        ),
        ConnectStep(
            zh="在同一页把服务器的公网 IP 加入 IP 白名单，否则取令牌会得到 40164。",
            en="Add the server's public address to the IP whitelist on the same page, else no "
            "token is given (40164).",
        ),
        ConnectStep(
            zh="在这里填写 AppID、AppSecret、自定的 Token（3 至 32 位字母或数字）和 "
            "EncodingAESKey，保存。",
            en="Enter App ID, App secret, a token of your own (3 to 32 letters or digits) and "
            "an EncodingAESKey here, and save.",
        ),
        ConnectStep(
            zh="回到后台“服务器配置”填入下面的网址、Token 和密钥，选“安全模式”，"
            "提交并启用。启用后，后台里设的自动回复和菜单停用。",
            en="Under Server configuration over there paste the address, token and key below, "
            "choose the safe mode, submit and switch on. Replies and menus made over there "
            "end with it.",
            copies=("callback_url", "callback_token", "encoding_aes_key"),
        ),
        ConnectStep(
            zh="要在网页里登录和分享：在“公众号设置 → 功能设置”登记网页授权域名和 JS 接口安"
            "全域名，都是本系统的域名。",
            en="For login and sharing on pages register this system's domain as page "
            "authorisation domain and JS interface domain under Account settings → "
            "Functions.",
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
