"""What an operator gives for an official account, and where to find it."""

from pondkeeper.platforms.common.weixin_settings import address, schema

SCHEMA = (
    *schema(
        "公众号后台 → 设置与开发 → 开发接口管理",
        "Official account admin → Settings & Development → Developer interface",
    ),
    address("mp_base_url", "二维码图片的地址", "Address of code pictures"),
    address("open_base_url", "网页授权的地址", "Address of page login"),
)
