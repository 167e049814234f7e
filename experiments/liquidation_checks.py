"""Liquidations of a scenario must fit together: thresholds that stand twice agree, and liquidators meet a mechanism that they can play."""

from typing import Any

import numpy as np

from firesale.agents.liquidator import STRATEGIES as LIQUIDATORS
from firesale.agents.liquidator.base import LiquidatorStrategy
from firesale.experiments.forms import ScenarioForm
from firesale.market.errors import BadValueError
from firesale.market.liquidation import LIQUIDATIONS
from firesale.market.liquidation.base import Spread

REPAYS_DEBT = {
    "liquidator": {
        kind for kind, one in LIQUIDATORS.items() if issubclass(one, LiquidatorStrategy) and one.mechanism is Spread
    },
    "oracle_manipulator": {"hunt_liquidations"},
}
"""By role, the strategies that repay debt for collateral at once."""
CLOSES_AT_A_SPREAD = tuple(kind for kind, part in LIQUIDATIONS.items() if issubclass(part, Spread))


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


def check_closes_at_a_spread(form: ScenarioForm, group: Any, key: str) -> None:
    """Raise BadValueError if a strategy that repays debt for collateral is set on a pool whose mechanism works otherwise."""
    pool = form.venues.get(getattr(group.strategy, "pool", ""))
    liquidation = getattr(pool, "liquidation", None)
    if liquidation is None or liquidation.kind in CLOSES_AT_A_SPREAD:
        return
    if group.strategy.kind not in REPAYS_DEBT.get(group.role, ()):
        return
    allowed = f"a pool whose liquidation is of kind {' or '.join(CLOSES_AT_A_SPREAD)}; this one is {liquidation.kind}"
    raise BadValueError(f"{key}.pool", group.strategy.pool, allowed)


def _of(given: Any, asset: str) -> float | None:
    """The number for one asset, given once for all or in a table."""
    number = given.get(asset) if isinstance(given, dict) else given
    return None if number is None else float(number)
