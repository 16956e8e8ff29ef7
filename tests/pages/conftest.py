from collections.abc import AsyncIterator

import pytest
from tests.domain.offers.cast import NOW, steer
from tests.domain.shop.cast import open_shop
from tests.pages.counter import Counter, counter


@pytest.fixture
async def lin(database, urls) -> AsyncIterator[Counter]:
    await steer(urls.owner, NOW)
    async with counter(await open_shop(database, urls.owner)) as opened:
        yield opened
