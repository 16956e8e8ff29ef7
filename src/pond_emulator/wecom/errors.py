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
    40004: "invalid media type",  # 不合法的媒体文件类型
    40005: "invalid file type",  # 不合法的type参数
    40007: "invalid media_id",  # 不合法的media_id参数
    40008: "invalid message type",  # 不合法的msgtype参数
    40013: "invalid corpid",  # 不合法的CorpID
    40014: "invalid access_token",  # 不合法的access_token
    40029: "invalid code",  # 不合法的oauth_code
    40032: "invalid user list size",  # 不合法的UserID列表长度
    40056: "invalid agentid",  # 不合法的agentid
    40058: "invalid Request Parameter",  # 不合法的参数
    40063: "some parameters are empty",  # 参数为空
    40068: "invalid tagid",  # 不合法的标签/标签组ID
    40071: "tag name is exist",  # 标签名字已经存在
    40073: "invalid openid",  # 不合法的openid
    40088: "invalid jobid",  # jobid不存在
    40096: "invalid external userid",  # 不合法的外部联系人userid
    40097: "user not resign",  # 该成员尚未离职
    40099: "external user over limit",  # 外部联系人的数量已达上限
    40126: "corp tag count out of limit",  # 企业标签个数达到上限
    40128: "customer transfer too frequently",  # 客户转接过于频繁
    40129: "customer is transferring",  # 当前客户正在转接中
    40201: "anti spam",  # 当前操作包含敏感信息，被反垃圾拦截
    41001: "access_token missing",  # 缺少access_token参数
    41002: "corpid missing",  # 缺少corpid参数
    41004: "corpsecret missing",  # 缺少secret参数
    41009: "missing userid",  # 缺少userid参数
    41035: "missing external userid",  # 缺少外部联系人userid参数
    41041: "contact way user count out of limit",  # 「联系我」使用人数超过限制
    41043: "missing config_id",  # 缺少「联系我」config_id参数
    41044: "invalid contact way config_id",  # 无效的「联系我」config_id参数
    41045: "contact way count out of limit",  # API添加「联系我」达到数量上限
    41046: "missing msgid",  # 缺少企业群发消息id
    41047: "invalid msgid",  # 无效的企业群发消息id
    41048: "no customer to send",  # 无可发送的客户
    41050: "invalid welcome code",  # 无效的欢迎语code
    41051: "user has started chat",  # 客户和服务人员已经开始聊天了
    41055: "group welcome template count out of limit",  # 群欢迎语模板数量达到上限
    41059: "missing moment_id",  # 缺少moment_id参数
    41060: "invalid moment_id",  # 不合法的moment_id参数
    41061: "invalid moment sender",  # 当前朋友圈并非此用户发表
    41063: "group message is being dispatched",  # 群发消息正在被派发中
    41064: "attachment count out of limit",  # 附件数量超过限制
    41065: "invalid attachment type",  # 无效的附件类型
    41068: "intercept word count out of limit",  # 聊天敏感词列表超过了限制
    41069: "intercept rule count out of limit",  # 聊天敏感词规则总数超过了限制
    41070: "invalid rule_id",  # 无效的聊天敏感词规则id
    41072: "wrong attachment scene",  # 资源附件场景使用错误
    41084: "invalid semantics rule",  # 敏感词拦截语义规则错误
    41086: "invalid product price",  # 无效商品价格
    41087: "invalid product description",  # 无效商品描述
    41088: "attachments empty",  # 附件列表为empty
    41093: "group message cancelled",  # 群发任务已取消
    41094: "remind too frequently",  # 群发提醒超过频率限制
    42001: "access_token expired",  # access_token已过期
    44001: "empty media data",  # 多媒体文件为空
    45001: "media size out of limit",  # 多媒体文件大小超过限制
    45002: "content size out of limit",  # 消息内容大小超过限制
    45009: "api freq out of limit",  # 接口调用超过限制
    46004: "user no exist",  # 指定的用户不存在
    47001: "data format error",
    48002: "API interface has no access privilege",  # API接口无权限调用
    60003: "department not found",  # 部门ID不存在
    60111: "userid not found",  # UserID不存在
    60123: "invalid department id",  # 无效的部门id
    81013: "user & party & tag all invalid",  # UserID、部门ID、标签ID全部非法或无权限
    82001: "user & party & tag all empty",  # 指定的成员/部门/标签全部为空
    84061: "not external contact",  # 不存在外部联系人的关系
    84084: "not follow user",  # 非跟进用户
    90500: "the owner of this chat is not resigned",  # 群主并未离职
    90501: "chat is not external group chat",  # 该群不是客户群
    90502: "the owner of this chat is resigned",  # 群主已经离职
    90504: "the owner of this chat is not changed",  # 群主没变
    95000: "invalid open_kfid",  # 不合法的open_kfid
    95001: "send msg count limit",  # 发送客服消息次数限制
    95004: "open_kfid not exist",  # open_kfid不存在
    95005: "kf account count limit",  # 客服账号数超过限制
    95006: "invalid kf account name",  # 不合法的客服账号名
    95007: "invalid msg token",  # 不合法的msgtoken
    95008: "menu item count limit",  # 菜单消息的菜单项个数超过上限
    95013: "conversation end",  # 会话已经结束
    95014: "user is not servicer",  # 用户不是接待人员
    95016: "not allow to change state",  # 不允许这种状态转移
    95018: "send msg session status invalid",  # 发送客服消息时当前会话状态不允许发送
    95031: "no consult within 48 hours",  # 客户48小时内未发起过咨询
    301002: "no privilege to access the agent",  # 无权限操作指定的应用
    610003: "invalid scene",  # scene参数不合法
    610014: "invalid unionid",  # 无效的unionid
}


def error_text(code: int, detail: str, client_ip: str) -> str:
    """The errmsg with its hint number, as WeCom words it."""
    text = f"{TEXTS.get(code, 'error')}{': ' + detail if detail else ''}"
    hint = secrets.randbelow(10**19)
    return (
        f"{text}, hint: [{hint}], from ip: {client_ip}, "
        f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    )
