"""A colour for each pool, the same in every picture of one run: pools in the order of opening, the small ones of many grey."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.lines import Line2D

from firesale.analysis.style import QUIET, colours
from firesale.analysis.words import brief

MOST_POOLS = 7  # with a colour of their own
OTHERS = "other pools"


def pool_colours(pools: list[str], debt: pd.Series) -> dict[str, str]:
    """The colour of each pool; `debt` (by pool) says which are the largest if there are too many."""
    pools = pools + sorted(set(debt.index).difference(pools))
    if len(pools) <= MOST_POOLS + 1:
        return colours(pools)
    largest = set(debt.reindex(pools, fill_value=0.0).nlargest(MOST_POOLS).index)
    own = colours([pool for pool in pools if pool in largest])
    return {pool: own.get(pool, QUIET) for pool in pools}


def pool_handles(colour: Mapping[str, str]) -> list[Line2D]:
    """Legend entries: a dot for each pool with a colour of its own and one for the others."""
    named = {brief(pool): shade for pool, shade in colour.items() if shade != QUIET}
    if QUIET in colour.values():
        named[OTHERS] = QUIET
    return [
        Line2D([], [], marker="o", linestyle="none", color=shade, markersize=5, label=pool)
        for pool, shade in named.items()
    ]
