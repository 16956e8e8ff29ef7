"""Pictures that really are pictures."""

import io

import segno


def png(text: str, scale: int = 4) -> bytes:
    """A QR code."""
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=scale)
    return out.getvalue()
