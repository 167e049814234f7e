"""All indicators at one step of a run."""

from collections.abc import Mapping

from firesale.analysis.early_warning import INDICATORS
from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.so_far import so_far
from firesale.analysis.tables import RunTables


def readings(tables: RunTables, step: int, indicators: Mapping[str, Indicator] = INDICATORS) -> dict[str, float]:
    """The value of each indicator at the end of a step, by its name; what happened later is taken out before anything
    is read.
    """
    known = so_far(tables, step)
    return {name: indicator.value(known, step) for name, indicator in indicators.items()}
