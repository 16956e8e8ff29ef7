from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.emulator.stage import Corp, corp_on, open_test_world


@pytest.fixture
async def corp(tmp_path: Path) -> AsyncIterator[Corp]:
    async with corp_on(open_test_world(tmp_path)) as made:
        yield made
