"""WeCom's codes: can trying again help, and what they mean.

Official list: https://developer.work.weixin.qq.com/document/path/90313
"""

from pondkeeper.platforms.common.errors import Verdict

STALE = frozenset({40001, 40014, 42001})
"""A fresh token may help, once; the first of them also means a wrong secret."""

SPENT_WELCOME = 41050
NO_RELATION = 84061
"""Also the answer about a member who has no customers at all."""

ERRCODES: dict[int, Verdict] = {
    -1: Verdict("retry", "系统繁忙，稍后重试", here=True, wait_s=5),
    6000: Verdict("retry", "数据版本冲突，稍后重试", here=True, wait_s=5),
    40001: Verdict("permanent", "Secret 不正确"),
    40003: Verdict("permanent", "成员 ID 无效"),
    40007: Verdict("permanent", "素材 ID 无效或已过期"),
    40008: Verdict("permanent", "消息类型不合法"),
    40013: Verdict("permanent", "企业 ID 不正确"),
    40014: Verdict("retry", "access_token 不合法", wait_s=5),
    40031: Verdict("permanent", "成员列表不合法或不在可见范围"),
    40035: Verdict("permanent", "参数不合法"),
    40056: Verdict("permanent", "应用 ID 不合法"),
    40058: Verdict("permanent", "参数不合法"),
    40063: Verdict("permanent", "缺少参数"),
    40068: Verdict("permanent", "标签或标签组不存在"),
    40071: Verdict("done", "标签名已存在"),
    40091: Verdict("permanent", "Secret 属于另一家企业"),
    40096: Verdict("permanent", "客户 ID 不合法或关系已失效"),
    40097: Verdict("permanent", "该成员尚未离职"),
    40098: Verdict("permanent", "接替成员尚未实名认证"),
    40099: Verdict("permanent", "接替成员的客户数已达上限"),
    40100: Verdict("done", "客户已在转接流程中"),
    40126: Verdict("permanent", "企业标签已达 3000 个上限"),
    40128: Verdict("permanent", "90 天内转接次数已用完"),
    41001: Verdict("permanent", "缺少 access_token"),
    41004: Verdict("permanent", "缺少 Secret"),
    41035: Verdict("permanent", "缺少客户 ID"),
    41041: Verdict("permanent", "一个渠道活码最多 100 名成员"),
    41045: Verdict("permanent", "渠道活码数量已达上限"),
    41048: Verdict("done", "没有可发送的客户"),
    41050: Verdict("permanent", "欢迎语凭证无效、已用过或超过 20 秒"),
    41051: Verdict("done", "双方已经开始聊天，不再发欢迎语"),
    41053: Verdict("permanent", "客户未同意会话存档，暂不能发欢迎语"),
    41054: Verdict("permanent", "成员尚未激活"),
    41055: Verdict("permanent", "群欢迎语素材已达上限"),
    41063: Verdict("retry", "群发任务正在派发，稍后再查", wait_s=30),
    41093: Verdict("done", "群发任务已取消"),
    41095: Verdict("permanent", "获客链接数量已达上限"),
    41096: Verdict("retry", "欢迎语正由另一应用发送", here=True, wait_s=1),
    42001: Verdict("retry", "access_token 已过期", wait_s=5),
    43009: Verdict("permanent", "企业未验证主体"),
    44001: Verdict("permanent", "文件为空"),
    44004: Verdict("permanent", "文本内容为空"),
    45001: Verdict("permanent", "文件过大"),
    45002: Verdict("permanent", "内容过长"),
    45009: Verdict("quota", "接口调用超过频率限制", wait_s=60),
    45033: Verdict("quota", "接口并发超过限制", wait_s=1),
    48001: Verdict("permanent", "应用未获得此接口授权"),
    48002: Verdict("permanent", "应用没有调用此接口的权限"),
    48004: Verdict("permanent", "授权关系已失效"),
    48005: Verdict("permanent", "接口已废弃"),
    50002: Verdict("permanent", "成员不在应用可见范围"),
    50003: Verdict("permanent", "应用已停用"),
    60011: Verdict("permanent", "应用对该成员、部门或标签没有权限"),
    60020: Verdict("permanent", "服务器 IP 不在企业可信 IP 内"),
    60111: Verdict("permanent", "成员不存在"),
    60210: Verdict("permanent", "成员列表为空"),
    81013: Verdict("permanent", "收件成员全部无效或无权限"),
    84061: Verdict("retry", "客户关系不存在；刚添加的几秒内也会如此", wait_s=5),
    84074: Verdict("permanent", "成员没有客户联系权限"),
    84084: Verdict("permanent", "该成员不是客户的跟进人"),
    301002: Verdict("permanent", "没有操作该应用的权限"),
    610001: Verdict("permanent", "该成员的永久二维码超过 5000 个"),
    610016: Verdict("permanent", "企业未认证"),
    701008: Verdict("permanent", "成员没有有效的互通账号许可"),
}
"""A code that is not here is permanent: repeating what nobody understands helps nobody."""

UNLISTED = Verdict("permanent", "未收录的错误码")
