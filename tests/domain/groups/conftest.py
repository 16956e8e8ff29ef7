from collections.abc import AsyncIterator

import pytest
from tests.support.pond import Pond, pond


@pytest.fixture
async def brand(database, urls, tmp_path) -> AsyncIterator[Pond]:
    async with pond(database, urls.owner, tmp_path) as made:
        yield made
