"""Fewer, longer returns of a history that has very many."""

import numpy as np

from firesale.experiments.price_history import LATE, History

MOST = 10_000  # returns that every process is fitted to in seconds


def summed(history: History, most: int) -> History:
    """The history with so many neighbouring returns made into one that at most `most` are left; none reaches over a gap."""
    size = -(-len(history.returns) // most)
    if size == 1:
        return history
    breaks = np.flatnonzero(np.diff(history.begins) > LATE * history.spacing) + 1
    stretches = np.split(np.arange(len(history.returns)), breaks)
    rows = np.concatenate([one[: len(one) // size * size] for one in stretches]).reshape(-1, size)
    return History(
        history.assets,
        history.returns[rows].sum(axis=1),
        np.concatenate([history.prices[rows[:, 0]], history.prices[rows[-1:, -1] + 1]]),
        history.begins[rows[:, 0]],
        history.spacing * size,
        history.gaps,
        size,
    )
