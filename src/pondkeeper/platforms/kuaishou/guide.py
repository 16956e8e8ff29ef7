"""How a Kuaishou app is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="快手",
    en="Kuaishou",
    steps=(
        ConnectStep(
            zh="在快手开放平台（open.kuaishou.com）创建应用，或使用已有的小程序，记下 App ID 和 "
            "App Secret。",
            en="Make an app on the Kuaishou open platform (open.kuaishou.com), or take your mini "
            "program; note App ID and App secret.",
        ),
        ConnectStep(
            zh="在这里填写 App ID 和 App Secret，保存。",
            en="Enter App ID and App secret here and save.",
        ),
        ConnectStep(
            zh="平台要求填写消息推送网址时，用下面这个。",
            en="If the platform asks for an address for its messages, use the one below.",
            copies=("callback_url",),
        ),
        ConnectStep(
            zh="要看作品数据的：让账号授权本应用，把得到的授权令牌填在这里。",
            en="For the figures of your videos have the account allow the app and enter its "
            "consent token here.",
        ),
        ConnectStep(zh="按“测试”。", en="Press Test."),
    ),
)
