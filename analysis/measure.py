"""All metrics of a run in one flat table."""

import json
from collections.abc import Mapping
from math import isfinite

from firesale.analysis.metrics import METRICS
from firesale.analysis.tables import RunTables


def measure(tables: RunTables) -> dict[str, float]:
    """Every number by its dotted name (`bad_debt.realised`), in the order of the registry; NaN for what could not be
    measured.
    """
    numbers: dict[str, float] = {}
    for name, kind in METRICS.items():
        numbers |= {f"{name}.{key}": value for key, value in kind().measure(tables).items()}
    return numbers


def unit_of(name: str) -> str:
    """The unit of the number with this dotted name."""
    metric, _, key = name.partition(".")
    return METRICS[metric].unit_of(key)


def to_json(numbers: Mapping[str, float]) -> str:
    """The numbers as a JSON object in their order; null for what is not a finite number."""
    return json.dumps({name: value if isfinite(value) else None for name, value in numbers.items()}, indent=2) + "\n"
