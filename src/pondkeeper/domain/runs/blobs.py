"""Files: uploads and artefacts, encrypted piece by piece, gone when they expire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, update

from pondkeeper.domain.runs.models import Blob, BlobChunk
from pondkeeper.kit.db import SqlFolder, Tx
from pondkeeper.kit.errors import NotFound

SQL = SqlFolder(__package__)
PIECE = 1 << 20
KEPT = timedelta(days=14)
ABOUT = "blob_chunk.sealed"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is listed."""

    id: int
    name: str
    media_type: str
    size: int


async def open_file(tx: Tx, name: str, media_type: str) -> int:
    """Begin a file; it is deleted two weeks from now. Returns its id."""
    now = tx.clock.real()
    made = await tx.execute(
        insert(Blob)
        .values(
            workspace_id=tx.workspace_id, name=name, media_type=media_type, created_at=now,
            expires_at=now + KEPT,
        )
        .returning(Blob.id)
    )
    return int(made.scalar_one())


async def append(tx: Tx, file_id: int, place: int, body: bytes) -> None:
    """Write piece `place` (0, 1, …) of a file; writing the same piece again replaces it."""
    sealed = tx.keyring.seal(body, about=ABOUT)
    await tx.run(
        SQL.append_chunk, workspace_id=tx.workspace_id, blob_id=file_id, place=place, sealed=sealed
    )


async def close_file(tx: Tx, file_id: int, size: int) -> None:
    """Note the size of a file once it is whole."""
    await tx.execute(
        update(Blob)
        .where(Blob.workspace_id == tx.workspace_id, Blob.id == file_id)
        .values(size=size)
    )


async def save_file(tx: Tx, name: str, media_type: str, body: bytes) -> int:
    """Write a whole file at once; returns its id."""
    file_id = await open_file(tx, name, media_type)
    rows = [
        {
            "workspace_id": tx.workspace_id, "blob_id": file_id, "place": place,
            "sealed": tx.keyring.seal(body[start : start + PIECE], about=ABOUT),
        }
        for place, start in enumerate(range(0, len(body), PIECE))
    ]
    for row in rows:
        await tx.execute(insert(BlobChunk).values(row))
    await close_file(tx, file_id, len(body))
    return file_id


async def file(tx: Tx, file_id: int) -> File:
    """Return a file's name, type and size. Raises NotFound when it is gone."""
    found: list[File] = await tx.rows(SQL.file, into=File, workspace_id=tx.workspace_id, id=file_id)
    if not found:
        raise NotFound("This file is gone.", hint="Files are kept for two weeks.")
    return found[0]


async def pieces(tx: Tx, file_id: int) -> AsyncIterator[bytes]:
    """Yield a file piece by piece, decrypted."""
    place = 0
    while body := await piece(tx, file_id, place):
        yield body
        place += 1


async def piece(tx: Tx, file_id: int, place: int) -> bytes | None:
    """Return piece `place` of a file, decrypted; None when there is none."""
    sealed = await tx.value(
        SQL.chunk, workspace_id=tx.workspace_id, blob_id=file_id, place=place
    )
    return None if sealed is None else tx.keyring.open(sealed, about=ABOUT)


async def body(tx: Tx, file_id: int) -> bytes:
    """Return a whole file, decrypted."""
    return b"".join([piece async for piece in pieces(tx, file_id)])
