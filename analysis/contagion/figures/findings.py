"""What the pictures of contagion are drawn from: plain tables, whoever made them."""

from dataclasses import dataclass

import pandas as pd

from firesale.analysis.contagion.contagion import Contagion


@dataclass(frozen=True, eq=False)
class Findings:
    """The contagion of one run. Liquidations are numbered from 0 in order of execution; values are in the numeraire."""

    liquidations: pd.DataFrame  # by number: step, time (seconds), venue, debt_value, ...
    nodes: pd.DataFrame  # by number: parent (-1 for a root), tree (number of its root), generation (0 for a root)
    trees: pd.DataFrame  # by number of the root: size (liquidations), debt_value, cause (channel)
    links: pd.DataFrame  # parent, child (numbers), weight (part of the child's cause, 0 to 1)
    channels_over_time: pd.DataFrame  # debt liquidated, by step (rows) and channel (columns)
    matrix: pd.DataFrame  # debt liquidated; rows (pools, then channels from outside) infect columns (pools)
    branching_ratio: float  # liquidations that one sets off directly, on average


def findings(contagion: Contagion) -> Findings:
    """What is drawn of the contagion of a run."""
    return Findings(
        liquidations=contagion.liquidations,
        nodes=contagion.forest.nodes,
        trees=contagion.forest.trees,
        links=contagion.links,
        channels_over_time=contagion.channels_over_time,
        matrix=contagion.matrix,
        branching_ratio=contagion.branching.ratio,
    )
