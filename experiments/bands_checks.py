"""What players can do at a venue of bands, where collateral is traded by others while it is pledged."""

from typing import Any

from firesale.experiments.forms import ScenarioForm
from firesale.market.errors import BadValueError

PLAYED = {
    "leveraged_trader": ("hold", "top_up", "self_liquidate"),
    "liquidator": ("greedy", "profit_threshold", "limited_capital", "flash_funded"),
    "oracle_manipulator": (),
}
"""Strategies of each role that understand positions in bands; those of other roles all do."""


def check_bands(form: ScenarioForm, group: Any, key: str) -> None:
    """Raise BadValueError where a strategy or a position asks for what its venue does not have."""
    strategy = group.strategy
    pool = form.venues.get(getattr(strategy, "pool", ""))
    if pool is not None:
        banded = pool.kind == "bands"
        allowed = PLAYED.get(group.role, (strategy.kind,))
        if banded and strategy.kind not in allowed:
            what = f"for a venue of bands one of {', '.join(allowed)}" if allowed else "no venue of bands as its pool"
            raise BadValueError(f"{key}.strategy.kind", strategy.kind, what)
        if banded and getattr(strategy, "pays_in", "debt") != "debt":
            raise BadValueError(f"{key}.strategy.pays_in", strategy.pays_in, "debt: bands take no more collateral then")
    for i, position in enumerate(group.positions):
        if position.bands is not None and form.venues[position.pool].kind != "bands":
            raise BadValueError(f"{key}.positions.{i}.bands", position.bands, "nothing: only a venue of bands has them")
