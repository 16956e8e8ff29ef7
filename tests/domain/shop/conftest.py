import pytest
from tests.domain.offers.cast import NOW, steer
from tests.domain.shop.cast import Shop, open_shop


@pytest.fixture
async def store(database, urls) -> Shop:
    await steer(urls.owner, NOW)
    return await open_shop(database, urls.owner)
