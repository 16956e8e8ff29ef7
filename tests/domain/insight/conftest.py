from collections.abc import AsyncIterator

import pytest
from tests.domain.insight.crowd import Crowd, make_crowd


@pytest.fixture
async def crowd(urls, database) -> AsyncIterator[Crowd]:
    made = await make_crowd(urls.owner, database)
    yield made
    await made.owner.close()
