"""What an operator gives for an official account or a mini program, and where to find it."""

from pondkeeper.domain.channels.ports import SettingField


def schema(admin_zh: str, admin_en: str) -> tuple[SettingField, ...]:
    """Return the fields; `admin` is where the platform's pages hold the developer's settings."""
    push_zh, push_en = f"{admin_zh} → 消息推送（服务器配置）", f"{admin_en} → Message push"
    return (
        _field("app_id", "AppID", "App ID", admin_zh, admin_en),
        _field("app_secret", "AppSecret", "App secret", admin_zh, admin_en, secret=True),
        _field("callback_token", "令牌 Token", "Token", push_zh, push_en, secret=True),
        _field(
            "encoding_aes_key",
            "消息加解密密钥 EncodingAESKey（43 位，填写即为安全模式）",
            "EncodingAESKey (43 characters; given: safe mode)",
            push_zh,
            push_en,
            secret=True,
            required=False,
        ),
    )


def address(name: str, label_zh: str, label_en: str) -> SettingField:
    """Return the field of another address of the platform, found by itself when empty."""
    return _field(name, label_zh, label_en, "一般不填", "Usually left empty", required=False)


def _field(
    name: str,
    label_zh: str,
    label_en: str,
    where_zh: str,
    where_en: str,
    *,
    secret: bool = False,
    required: bool = True,
) -> SettingField:
    return SettingField(
        name=name,
        secret=secret,
        required=required,
        multiline=False,
        label_zh=label_zh,
        label_en=label_en,
        where_zh=where_zh,
        where_en=where_en,
    )
