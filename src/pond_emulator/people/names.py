"""What people call themselves (E): moods, fruit, wishes, initials, emoji, now and then nothing
but a dot. Remarks are what a shop assistant types.
"""

from pond_emulator.people.chance import draw, pick, whole

WHOLE = (
    *(
        "momo",
        "平安是福",
        "知足常乐",
        "静待花开",
        "随缘",
        "小确幸",
        "莫忘初心",
        "简单生活",
        "岁月静好",
    ),
    *(
        "。",
        "🌙",
        "🍑",
        "🐻",
        "A",
        "M.",
        "Y",
        "L_",
        "Cc",
        "lulu",
        "kiki",
        "Amy",
        "Coco",
        "Vivian",
        "Zoe",
    ),
    *(
        "一只柠檬精",
        "不吃香菜",
        "早睡早起",
        "爱喝冰美式",
        "今天也要加油",
        "努力搬砖ing",
        "打工人",
        "在逃公主",
    ),
    *(
        "阳光女孩",
        "人间四月天",
        "听风说",
        "小王同学",
        "陈太太",
        "豆豆妈妈",
        "果果妈",
        "Mia妈咪",
        "七七",
        "安安",
    ),
)
FIRST = (
    *(
        "小",
        "大",
        "阿",
        "甜",
        "软",
        "奶",
        "一颗",
        "一只",
        "半糖",
        "微醺",
        "清晨的",
        "迷路的",
        "晚安",
        "北方的",
    ),
    *("A", "A小", "爱笑的", "会飞的", "不会化妆的", "早八的", "南城", "江南", "云朵", "深夜"),
)
SECOND = (
    *(
        "鱼",
        "鹿",
        "兔",
        "猫",
        "桃子",
        "栗子",
        "橙子",
        "葡萄",
        "柚子",
        "草莓",
        "芒果",
        "月亮",
        "星星",
        "雨",
    ),
    *(
        "晚风",
        "青柠",
        "可乐",
        "布丁",
        "汤圆",
        "饺子",
        "番茄",
        "土豆",
        "海盐",
        "薄荷",
        "西瓜",
        "年糕",
        "小鹿",
    ),
)
TAIL = (
    "",
    "",
    "",
    "",
    "",
    "🐟",
    "🌸",
    "🍓",
    "🌈",
    "✨",
    "🎀",
    "~",
    "-",
    "呀",
    "ovo",
    "🌻",
    "🐰",
    "☁️",
)
FAMILY = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
GIVEN = "婷敏静丽娜芳燕雪晨怡萌琳洁倩颖瑶佳欣悦梅"
SKIN = ("干皮", "油皮", "混油", "敏感肌", "黄一白", "熟龄")
WHEN = ("双11", "闺蜜一起", "要色号", "问过敏", "送礼", "老客", "爱试妆", "周末来", "")


def nickname(seed: int, person: int) -> str:
    """What the profile shows; no two seeds agree, no name is a placeholder."""
    kind = draw(seed, person, "name kind")
    if kind < 0.28:
        return pick(seed, WHOLE, person, "name")
    if kind < 0.40:
        given = pick(seed, GIVEN, person, "given")
        doubled = given * (2 if draw(seed, person, "given twice") < 0.5 else 1)
        return (
            pick(seed, FAMILY, person, "family") + doubled
            if draw(seed, person, "real") < 0.5
            else given * 2
        )
    first, second = pick(seed, FIRST, person, "first"), pick(seed, SECOND, person, "second")
    return f"{first}{second}{pick(seed, TAIL, person, 'tail')}"


def remark(seed: int, person: int) -> str:
    """As in 李姐-干皮-双11."""
    family = pick(seed, FAMILY, person, "remark family")
    call = pick(seed, ("姐", "女士", "小姐姐", "妹", ""), person, "remark call")
    parts = [f"{family}{call}" if call else f"{family}{pick(seed, GIVEN, person, 'remark given')}"]
    parts.append(pick(seed, SKIN, person, "skin"))
    parts.append(pick(seed, WHEN, person, "when"))
    return "-".join(part for part in parts if part)


def phone(seed: int, person: int) -> str:
    """Eleven digits in a range that the numbering plan does not give out (1 then 20 to 29)."""
    return f"12{whole(seed, 0, 999_999_999, person, 'phone'):09d}"
