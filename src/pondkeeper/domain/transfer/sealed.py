"""A file of encrypted pieces, read as if it lay on disk: one piece in memory, nothing in plain."""

import asyncio
import io
from typing import Any

from pondkeeper.domain import runs
from pondkeeper.kit.db import Database
from pondkeeper.kit.errors import NotFound


class SealedFile(io.RawIOBase):
    """Read in a thread while the event loop runs: each piece is fetched in its own transaction."""

    def __init__(
        self, database: Database, workspace_id: int, file_id: int, size: int,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """`size` in bytes; `loop` is where the database lives."""
        super().__init__()
        self._database, self._workspace_id, self._file_id = database, workspace_id, file_id
        self._size, self._loop = size, loop
        self._at = 0
        self._piece: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True: pieces have one size."""
        return True

    def tell(self) -> int:
        """Return the place in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer from one piece; 0 at the end."""
        if self._at >= self._size:
            return 0
        place, inside = divmod(self._at, runs.PIECE)
        some = self._body(place)[inside : inside + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def _body(self, place: int) -> bytes:
        if self._piece[0] != place:
            wanted = asyncio.run_coroutine_threadsafe(self._fetch(place), self._loop)
            self._piece = (place, wanted.result())
        return self._piece[1]

    async def _fetch(self, place: int) -> bytes:
        async with self._database.tx(self._workspace_id) as tx:
            body = await runs.piece(tx, self._file_id, place)
        if body is None:
            raise NotFound("The uploaded file is gone.", hint="Upload it again.")
        return body
