from collections.abc import AsyncIterator

import pytest
from tests.domain.profiles.cast import Pond, make_pond


@pytest.fixture
async def pond(urls, database) -> AsyncIterator[Pond]:
    made = await make_pond(urls.owner, database)
    yield made
    await made.owner.close()
