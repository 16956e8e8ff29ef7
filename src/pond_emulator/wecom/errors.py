"""WeCom's refusals: HTTP 200 with errcode and an errmsg that carries hint, ip and a link.

Codes: developer.work.weixin.qq.com/document/path/90313. The English texts are those the platform
answers with, as far as they are known; the Chinese meaning stands beside.
"""

import secrets

from pond_emulator.kit.door import Refused

__all__ = ("Refused", "error_text")

TEXTS = {
    -1: "system busy",  # 系统繁忙
    40001: "invalid credential",  # 不合法的secret参数
    40005: "invalid file type",  # 不合法的type参数
    40013: "invalid corpid",  # 不合法的CorpID
    40014: "invalid access_token",  # 不合法的access_token
    40058: "invalid Request Parameter",  # 不合法的参数
    40068: "invalid tagid",  # 不合法的标签/标签组ID
    40071: "tag name is exist",  # 标签名字已经存在
    40096: "invalid external userid",  # 不合法的外部联系人userid
    40097: "user not resign",  # 该成员尚未离职
    40126: "corp tag count out of limit",  # 企业标签个数达到上限
    40128: "customer transfer too frequently",  # 客户转接过于频繁
    40129: "customer is transferring",  # 当前客户正在转接中
    41001: "access_token missing",  # 缺少access_token参数
    41002: "corpid missing",  # 缺少corpid参数
    41004: "corpsecret missing",  # 缺少secret参数
    41009: "missing userid",  # 缺少userid参数
    41035: "missing external userid",  # 缺少外部联系人userid参数
    41041: "contact way user count out of limit",  # 「联系我」使用人数超过限制
    41044: "invalid contact way config_id",  # 无效的「联系我」config_id参数
    41050: "invalid welcome code",  # 无效的欢迎语code
    41051: "user has started chat",  # 客户和服务人员已经开始聊天了
    42001: "access_token expired",  # access_token已过期
    45009: "api freq out of limit",  # 接口调用超过限制
    48002: "API interface has no access privilege",  # API接口无权限调用
    44001: "empty media data",  # 多媒体文件为空
    47001: "data format error",
    60111: "userid not found",  # UserID不存在
    84061: "not external contact",  # 不存在外部联系人的关系
    84084: "not follow user",  # 非跟进用户
}


def error_text(code: int, detail: str, client_ip: str) -> str:
    """The errmsg with its hint number, as WeCom words it."""
    text = f"{TEXTS.get(code, 'error')}{': ' + detail if detail else ''}"
    hint = secrets.randbelow(10**19)
    return (
        f"{text}, hint: [{hint}], from ip: {client_ip}, "
        f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    )
