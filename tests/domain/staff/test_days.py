"""A day begins once, however many workers notice it."""

import asyncio

from sqlalchemy import text

from pondkeeper.domain import staff

COUNT = text("select count(*) from pgqueuer where entrypoint = 'sweep'")


async def test_a_day_begins_once_and_the_next_one_again(database):
    async with database.tx() as tx:
        account = await staff.create_account(
            tx, login="lin", name="林", password="a long enough password"
        )
        brand, _ = await staff.create_workspace(
            tx, name="拾木", timezone="Asia/Shanghai", account_id=account
        )

    async def notice() -> bool:
        async with database.tx(brand) as tx:
            return await staff.begin_day(tx, ["sweep"])

    assert sorted(await asyncio.gather(*(notice() for _ in range(4)))) == [False] * 3 + [True]
    async with database.tx(brand) as tx:
        assert (await tx.execute(COUNT)).scalar_one() == 1
        await tx.execute(text("update workspace set day_begun = day_begun - 1"))
    assert await notice()
    async with database.tx(brand) as tx:
        assert (await tx.execute(COUNT)).scalar_one() == 2
