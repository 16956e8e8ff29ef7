"""How a Bilibili account is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="哔哩哔哩",
    en="Bilibili",
    steps=(
        ConnectStep(
            zh="以企业身份入驻哔哩哔哩开放平台（open.bilibili.com），创建网页应用，记下 Client ID "
            "和 App Secret。",
            en="Enter the Bilibili open platform (open.bilibili.com) as a company and make a web "
            "application; note Client ID and App secret.",
        ),
        ConnectStep(
            zh="申请 USER_INFO、USER_DATA、ARC_BASE 和 ARC_DATA 权限。",
            en="Apply for USER_INFO, USER_DATA, ARC_BASE and ARC_DATA.",
        ),
        ConnectStep(
            zh="在这里填写 Client ID 和 App Secret，保存。",
            en="Enter Client ID and App secret here and save.",
        ),
        ConnectStep(
            zh="让账号授权本应用，把得到的授权令牌填在这里。每个令牌只能用一次，之后由本系统自动更新。",
            en="Have the account allow the app and enter its consent token here. Each token serves "
            "once; from then on it is renewed by itself.",
        ),
        ConnectStep(zh="按“测试”。", en="Press Test."),
    ),
)
