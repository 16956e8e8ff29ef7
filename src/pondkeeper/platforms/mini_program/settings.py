"""What an operator gives for a mini program, and where to find it."""

from pondkeeper.platforms.common.weixin_settings import schema

SCHEMA = schema(
    "小程序后台 → 管理 → 开发管理 → 开发设置",
    "Mini program admin → Management → Development → Settings",
)
