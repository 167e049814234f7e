"""As many batches of the largest trees as one page has room for."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.figures.batches import largest_branches
from firesale.analysis.contagion.figures.tidy import Tidy, tidy
from firesale.market.arrays import FloatArray

MOST_BATCHES = 320
SMALLEST, LARGEST = 2.6, 17.0  # diameter of a batch (points)
LEAST_LARGEST = 10.0  # the largest batch is never drawn smaller (points)
ROOM = 0.7  # height kept for a batch, as a part of its diameter: neighbours rarely stand at the same moment
TREE_ROOM = 34.0  # least height of a tree: three lines of text fit beside it (points)
GAP = 12.0  # between two trees (points)
TALLEST = 500.0  # height of all trees; if they need more, batches are drawn smaller, then fewer of them (points)


def fitted(whole: pd.DataFrame, trees: list[int]) -> tuple[pd.DataFrame, FloatArray, Tidy]:
    """The batches to draw, their diameters (points; area by debt) and their places, with the `trees` (roots) in this order."""
    most, largest = MOST_BATCHES, LARGEST
    while True:
        drawn = largest_branches(whole, most)
        debt = drawn["debt_value"].to_numpy(dtype=np.float64)
        diameters = np.maximum(largest * np.sqrt(debt / (debt.max() or 1.0)), SMALLEST)
        roots = drawn[drawn["parent"] < 0]
        order = roots.index[np.argsort([trees.index(tree) for tree in roots["tree"]])].tolist()
        places = tidy(drawn["parent"].to_numpy(), ROOM * diameters + 1.0, order, TREE_ROOM, GAP)
        if places.total <= TALLEST or most <= len(trees):
            return drawn, diameters, places
        most, largest = (most, 0.9 * largest) if largest > LEAST_LARGEST else (most * 9 // 10, largest)
