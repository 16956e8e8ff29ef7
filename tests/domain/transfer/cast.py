"""A brand that imports its old lists, through a file, a mapping and a run."""

import asyncio
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from pondkeeper.domain import runs, transfer
from pondkeeper.domain.staff.models import Staff, Store, Workspace
from pondkeeper.kit.db import Database
from pondkeeper.reactions import RUN_KINDS


@dataclass
class Brand:
    """The doors of its worker, and the console's questions."""

    database: Database
    id: int
    run_kinds: Any = field(default_factory=lambda: RUN_KINDS)

    async def upload(self, kind: str, text: str | bytes, name: str = "old list.csv") -> int:
        body = io.BytesIO(text.encode() if isinstance(text, str) else text)
        analysis = await asyncio.to_thread(transfer.analyse, body)
        async with self.database.tx(self.id) as tx:
            return await transfer.keep_upload(tx, kind, name, body, analysis)

    async def guess(self, upload_id: int) -> dict[str, str]:
        async with self.database.tx(self.id) as tx:
            upload = await transfer.load_upload(tx, upload_id)
        return transfer.guess(upload.kind, upload.columns, [])

    async def start(self, upload_id: int, mapping: dict[str, str] | None = None) -> int:
        async with self.database.tx(self.id) as tx:
            fitting = mapping or await self.guess(upload_id)
            return await transfer.start_import(tx, upload_id, fitting)

    async def work(self) -> None:
        while await runs.consume(self, self.id):
            pass

    async def bring(self, kind: str, text: str | bytes, mapping=None, **more: Any) -> Any:
        """Import a file to its end; the run as it is listed."""
        run_id = await self.start(await self.upload(kind, text, **more), mapping)
        await self.work()
        return await self.run(run_id)

    async def run(self, run_id: int) -> Any:
        async with self.database.tx(self.id) as tx:
            return await runs.run(tx, run_id)

    async def attempt(self, kind: str, text: str | bytes) -> transfer.Trying:
        upload_id = await self.upload(kind, text)
        return await transfer.try_import(
            self.database, self.id, upload_id, await self.guess(upload_id)
        )

    async def errors(self, run: Any) -> list[str]:
        async with self.database.tx(self.id) as tx:
            body = await runs.body(tx, run["artefact_id"])
        return body.decode("utf-8-sig").splitlines()

    async def all(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        async with self.database.tx(self.id) as tx:
            return [tuple(row) for row in await tx.raw.fetch(question, *values)]

    async def one(self, question: str, *values: Any) -> Any:
        async with self.database.tx(self.id) as tx:
            return await tx.raw.fetchval(question, *values)


async def make_brand(database: Database, zone: str = "Asia/Shanghai", brand_id: int = 1) -> Brand:
    async with database.tx(brand_id) as tx:
        when = datetime(2026, 1, 1, tzinfo=UTC)
        await tx.execute(
            insert(Workspace).values(
                id=brand_id, name=f"拾木 {brand_id}", timezone=zone, created_at=when
            )
        )
        store = await tx.execute(
            insert(Store).values(workspace_id=brand_id, name="静安店").returning(Store.id)
        )
        await tx.execute(
            insert(Staff).values(
                workspace_id=brand_id, name="小梅", role="operator", scope="all", login="mei",
                store_id=store.scalar_one(), member_id="mei", joined_at=when,
            )
        )
    return Brand(database, brand_id)
