"""What a platform tells about acquisition links, as far as our own codes are concerned."""

from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)


async def link_ended(tx: Tx, channel_id: int, link_id: str, why: str) -> list[tuple[int, str]]:
    """Note that the platform shut a link; return (id, name) of ours that it was, if it was one."""
    rows = await tx.rows(
        SQL.end_link,
        workspace_id=tx.workspace_id,
        channel_id=channel_id,
        link_id=link_id,
        why=why,
    )
    return [(row["id"], row["name"]) for row in rows]
