"""A code as a picture: the bare QR, and a poster to print with brand and name."""

import io
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
"""Where systems keep a font with Chinese signs; without one, such lines are left out."""
WIDTH, HEIGHT, QR = 900, 1200, 620
INK, PAPER, QUIET = "#1f2937", "#ffffff", "#6b7280"


def qr_png(address: str, *, scale: int = 10) -> bytes:
    """Return the QR code of an address as PNG, `scale` pixels a module, with its quiet zone."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def poster_png(address: str, *, brand: str, name: str) -> bytes:
    """Return a printable poster as PNG: brand, QR code, name of the code."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    code = Image.open(io.BytesIO(qr_png(address, scale=16))).convert("RGB")
    code = code.resize((QR, QR), Image.Resampling.NEAREST)
    sheet.paste(code, ((WIDTH - QR) // 2, 300))
    pen = ImageDraw.Draw(sheet)
    _line(pen, brand, 150, 64, INK)
    _line(pen, name, 1010, 40, QUIET)
    out = io.BytesIO()
    sheet.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _line(pen: ImageDraw.ImageDraw, text: str, top: int, size: int, colour: str) -> None:
    path = next((font for font in FONTS if Path(font).is_file()), None)
    if path is None and not text.isascii():
        return
    font = ImageFont.truetype(path, size) if path else ImageFont.load_default(size)
    shown = text
    while shown and pen.textlength(shown, font=font) > WIDTH - 120:
        shown = shown[:-1]
    pen.text((WIDTH / 2, top), shown, font=font, fill=colour, anchor="ma")
