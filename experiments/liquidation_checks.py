"""Liquidations of a scenario must fit together: thresholds that stand twice agree."""

from typing import Any

import numpy as np

from firesale.market.errors import BadValueError


def check_thresholds(venue: Any, key: str) -> None:
    """Raise BadValueError if a mechanism counts with another liquidation threshold than the margin rule."""
    counted, rule = (getattr(part, "liquidation_threshold", None) for part in (venue.liquidation, venue.margin))
    if counted is None or rule is None:
        return
    for asset in venue.collateral:
        one, other = _of(counted, asset), _of(rule, asset)
        if one is not None and other is not None and not np.isclose(one, other, rtol=1e-12):
            allowed = f"the threshold of the margin rule for {asset}, {other:g}"
            raise BadValueError(f"{key}.liquidation.liquidation_threshold", one, allowed)


def _of(given: Any, asset: str) -> float | None:
    """The number for one asset, given once for all or in a table."""
    number = given.get(asset) if isinstance(given, dict) else given
    return None if number is None else float(number)
