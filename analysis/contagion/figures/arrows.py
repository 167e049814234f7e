"""Arrows from the pools that infect to those that they infect."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from firesale.analysis.figures.layers import Places
from firesale.analysis.style import THRESHOLD

WIDEST, NARROWEST = 3.0, 0.4  # width of an arrow (points)
MOST_ARROWS = 24
LEAST_SHARE = 0.02  # of the strongest: weaker contagion is not drawn


def strongest_arrows(matrix: pd.DataFrame, places: Places) -> dict[tuple[str, str], float]:
    """The strongest contagion from one pool to another, by their names (numeraire)."""
    pools = [name for kind, name in places if kind == "pool" and name in matrix.index and name in matrix.columns]
    values = matrix.loc[pools, pools].to_numpy(dtype=np.float64)
    flows = {(pools[i], pools[j]): float(value) for (i, j), value in np.ndenumerate(values) if i != j}
    least = LEAST_SHARE * max(flows.values(), default=0.0)
    strongest = sorted(flows, key=lambda pair: -flows[pair])[:MOST_ARROWS]
    return {pair: flows[pair] for pair in strongest if flows[pair] > least}


def draw_arrows(ax: Axes, arrows: Mapping[tuple[str, str], float], places: Places) -> None:
    """Arrows that all bend to the right of the pools."""
    strongest = max(arrows.values(), default=0.0)
    for (source, target), flow in arrows.items():
        start, end = places["pool", source], places["pool", target]
        bend = min(0.5, 0.9 / abs(start[1] - end[1]) ** 0.5)
        arrow = FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            connectionstyle=f"arc3,rad={-bend if start[1] > end[1] else bend}",
            mutation_scale=6,
            shrinkA=6,
            shrinkB=7,
            color=THRESHOLD,
            alpha=0.7,
            linewidth=NARROWEST + (WIDEST - NARROWEST) * flow / strongest,
            zorder=2.5,
        )
        ax.add_patch(arrow)
