"""Which metrics are meant by the beginnings of their names."""

from collections.abc import Mapping, Sequence

from firesale.analysis.metrics import METRICS
from firesale.market.errors import BadValueError


def families_of(beginnings: Sequence[str], key: str = "metric") -> list[str]:
    """The metrics of the registry that have numbers whose names may begin so; all, if no beginning is given. Raises BadValueError.

    `key` is what the refusal calls a beginning that none can have.
    """
    for beginning in beginnings:
        if not any(_may_begin(name, beginning) for name in METRICS):
            raise BadValueError(key, beginning, f"the beginning of a metric: {', '.join(METRICS)}")
    return [name for name in METRICS if not beginnings or any(_may_begin(name, one) for one in beginnings)]


def metrics_named(measured: Mapping[str, float], beginnings: Sequence[str]) -> list[str]:
    """Names of the measured numbers that begin so, or all of them if no beginning is given. Raises BadValueError for a beginning that none has."""
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in measured):
            family = [name for name in measured if name.partition(".")[0] == beginning.partition(".")[0]]
            raise BadValueError("metric", beginning, f"the beginning of one of {', '.join(family or measured)}")
    return [name for name in measured if not beginnings or name.startswith(tuple(beginnings))]


def _may_begin(name: str, beginning: str) -> bool:
    return f"{name}.".startswith(beginning) or beginning.startswith(f"{name}.")
