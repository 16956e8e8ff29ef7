"""QQ's refusals: an HTTP status beside {code, message}
(bot.q.qq.com/wiki/develop/api-v2/dev-prepare/error-trace/openapi.html). The status of each code
is not documented beyond 401, 404 and 429: 400 stands for the others.
"""

TEXTS = {
    10001: "account abnormal",
    11241: "token missing",
    11242: "check token failed",
    11243: "token not pass",
    11244: "token expired",
    11265: "robot has been banned",
    12002: "request invalid",
    22009: "msg limit exceed",
    40054005: "消息被去重，请检查请求msgseq",  # not on the page: reports of users
    50006: "can not send empty message",
    100007: "appid invalid",
    100016: "invalid appid or secret",
    304003: "url not allowed",
    304026: "reply msg id error",
    304027: "reply msg expire",
    304082: "upload media info fail",
}
STATUS = {11241: 401, 11243: 401, 11244: 401}
