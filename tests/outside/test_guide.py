"""What the guide to the emulator shows works as it is written there."""

from pathlib import Path

from tests.emulator.stage import Corp
from tests.outside import environments

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "emulator.md"


async def test_the_guides_foreign_client_does_its_round(corp: Corp) -> None:
    code = GUIDE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    assert "http://127.0.0.1:8790" in code
    given = {"code": code.replace("http://127.0.0.1:8790", corp.base)}
    assert await environments.run("wechatpy2", given, script="guide") == "parcel-07\n"
