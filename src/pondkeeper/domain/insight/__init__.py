"""Figures about the pool: what sources cost and bring, who buys again, what people are worth.

It reads every room and writes none; the modules that import numpy and scipy are left out here,
so that a process which only serves pages starts without them.
"""

from pondkeeper.domain.insight.carriers import CarrierCount, carrier_values
from pondkeeper.domain.insight.cohorts import AGES, By, Cohort, Measure, cohort_table
from pondkeeper.domain.insight.sources import Economics, Pool, source_economics
from pondkeeper.domain.insight.today import (
    DayFigures,
    PoolCount,
    day_figures,
    pool_count,
    sentences,
    steps_done,
    waiting,
)
from pondkeeper.domain.insight.values import latest_fit, values_by_source

__all__ = [
    "AGES", "By", "CarrierCount", "Cohort", "DayFigures", "Economics", "Measure", "Pool",
    "PoolCount", "carrier_values", "cohort_table", "day_figures", "latest_fit", "pool_count",
    "sentences", "source_economics", "steps_done", "values_by_source", "waiting",
]
