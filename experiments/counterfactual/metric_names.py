"""Which of the metrics that a run measured are meant."""

from collections.abc import Mapping, Sequence

from firesale.market.errors import BadValueError


def metrics_named(measured: Mapping[str, float], beginnings: Sequence[str]) -> list[str]:
    """Names of the metrics that begin so, or all of them if no beginning is given. Raises BadValueError for a beginning that none has."""
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in measured):
            family = [name for name in measured if name.partition(".")[0] == beginning.partition(".")[0]]
            raise BadValueError("metric", beginning, f"the beginning of one of {', '.join(family or measured)}")
    return [name for name in measured if not beginnings or name.startswith(tuple(beginnings))]
