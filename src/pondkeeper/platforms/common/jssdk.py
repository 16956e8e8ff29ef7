"""Signs a page's address for the script of WeChat and WeCom.

SHA-1 of jsapi_ticket, noncestr, timestamp and url in this order as a query, the url without its
fragment. Source: https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html
"""

import hashlib
from urllib.parse import urldefrag


def sign_page(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """Return the signature as lower hexadecimal; `timestamp` is in seconds."""
    page = urldefrag(url).url
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    digest = hashlib.sha1(text.encode(), usedforsecurity=False)  # the platform's choice
    return digest.hexdigest()
