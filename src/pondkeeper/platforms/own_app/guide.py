"""How an app or a site of the brand is connected, step by step."""

from pondkeeper.domain.channels.ports import ConnectStep, Guide

GUIDE = Guide(
    zh="自有应用",
    en="Own app",
    steps=(
        ConnectStep(
            zh="复制上面的写入密钥。它只能写入事件，读不到任何数据，可以放进应用里。",
            en="Copy the write key above. It writes events and reads nothing, so it may stand in "
            "an app.",
        ),
        ConnectStep(
            zh="在应用里使用任意 Segment 客户端（网页、小程序、服务端皆可），把接口地址改成本系统，"
            "写入密钥填上面的那一个。",
            en="Use any Segment client in the app, the site or its server; set its host to this "
            "installation and its write key to the one above.",
        ),
        ConnectStep(
            zh="用户登录或注册后调用一次 identify，之前的访客行为就归到这位客户名下。",
            en="Call identify once somebody signs in: what they did as a visitor becomes theirs.",
        ),
        ConnectStep(
            zh="订单、付款等要紧的事，请由你的服务端发送，并另建一个账号使用单独的密钥。",
            en="Send what counts, as orders and payments, from your server, through an account "
            "and a key of its own.",
        ),
    ),
)
