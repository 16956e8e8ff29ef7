"""Reading what the newest fit says people are worth; free of numpy."""

from dataclasses import dataclass
from typing import Final

from pondkeeper.domain import profiles
from pondkeeper.domain.insight.scope import seen
from pondkeeper.domain.profiles import Model
from pondkeeper.kit.db import SqlFolder, Tx

SQL = SqlFolder(__package__)
KIND: Final = "ltv"


@dataclass(frozen=True, slots=True)
class SourceValue:
    """The buyers of a source: how many were scored, and their mean with its interval, in fen."""

    source_id: int
    name: str
    contacts: int
    ltv_fen: int
    ltv_low_fen: int
    ltv_high_fen: int


async def latest_fit(tx: Tx) -> Model | None:
    """Return the newest fit, or None before the first."""
    return await profiles.latest_model(tx, KIND)


async def values_by_source(tx: Tx) -> list[SourceValue]:
    """Return what scored buyers, as far as the actor sees them, are worth on average by source."""
    return await tx.rows(
        SQL.ltv_sources, into=SourceValue, workspace_id=tx.workspace_id, **seen(tx)
    )
