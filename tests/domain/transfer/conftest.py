import pytest
from tests.domain.transfer.cast import Brand, make_brand


@pytest.fixture
async def brand(database) -> Brand:
    return await make_brand(database)
