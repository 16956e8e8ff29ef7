"""How a Douyin app is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="抖音",
    en="Douyin",
    steps=(
        ConnectStep(
            zh="在抖音开放平台（developer.open-douyin.com）创建应用，或使用已有的小程序，"
            "记下 Client Key 和 Client Secret。",
            en="Make an app on the Douyin open platform (developer.open-douyin.com), or take your "
            "mini program; note client key and client secret.",
        ),
        ConnectStep(
            zh="申请“私信”能力；要用留资卡片的，再申请“留资卡片”。只有企业号可以收发私信。",
            en="Apply for private messages and, if wanted, lead cards. Only business accounts may "
            "have private messages.",
        ),
        ConnectStep(
            zh="在这里填写 Client Key 和 Client Secret，保存。",
            en="Enter client key and client secret here and save.",
        ),
        ConnectStep(
            zh="在平台“Webhooks”填入下面的网址并订阅私信、授权、关注和线索事件。平台会验证一次网址，"
            "本系统自动应答。",
            en="Under Webhooks over there paste the address below and subscribe to messages, "
            "consent, follows and leads. The platform checks the address once; it is answered by "
            "itself.",
            copies=("callback_url",),
        ),
        ConnectStep(
            zh="让企业号授权本应用，把得到的 open_id 和授权令牌填在这里。没有它们不能收发私信。",
            en="Have the business account allow the app and enter its open id and consent token "
            "here. Without them there are no private messages.",
        ),
        ConnectStep(
            zh="小程序要收款的：在“担保支付 → 支付设置”记下 SALT 和回调 Token，填在这里。",
            en="For pay in the mini program note SALT and callback token under Guaranteed pay → "
            "Settings and enter them here.",
        ),
        ConnectStep(zh="按“测试”。", en="Press Test."),
    ),
)
