"""Where the nodes of a forest stand: a parent beside the middle of its children, no two branches in each other's way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Tidy:
    """Height of each node, downwards from 0 (n,), and top and bottom of each tree by its root; in the unit of the room
    asked for.
    """

    heights: FloatArray
    spans: dict[int, tuple[float, float]]

    @property
    def total(self) -> float:
        """Where the last tree ends."""
        return max((bottom for _, bottom in self.spans.values()), default=0.0)


def tidy(parent: IntArray, room: FloatArray, order: Sequence[int], least: float, gap: float) -> Tidy:
    """Heights of nodes that need `room` (n,), given the row of the `parent` of each, which comes before it, or -1 (n,).

    The trees of the roots in `order` stand one below the other with a `gap` between, each at least `least` high.
    """
    above = parent.tolist()
    children: dict[int, list[int]] = {}
    for i, row in enumerate(above):
        children.setdefault(row, []).append(i)
    needed = _needed(above, room)
    heights, spans, top = np.zeros(len(parent)), {}, 0.0
    for root in order:
        bottom = top + max(needed[root], least)
        _place(root, (top, bottom), children, needed, heights)
        spans[root] = (top, bottom)
        top = bottom + gap
    return Tidy(heights, spans)


def _needed(parent: Sequence[int], room: FloatArray) -> list[float]:
    """Room of each node with all below it: its own, or that of its children together."""
    below = [0.0] * len(parent)
    needed = [0.0] * len(parent)
    for i in range(len(parent) - 1, -1, -1):
        needed[i] = max(float(room[i]), below[i])
        if parent[i] >= 0:
            below[parent[i]] += needed[i]
    return needed


def _place(
    root: int, span: tuple[float, float], children: dict[int, list[int]], needed: list[float], heights: FloatArray
) -> None:
    """Give each node below `root` its part of the span, in order; the node itself stands in the middle of its part."""
    waiting = [(root, span)]
    while waiting:
        node, (top, bottom) = waiting.pop()
        heights[node] = (top + bottom) / 2
        inner = top + (bottom - top - sum(needed[child] for child in children.get(node, []))) / 2
        for child in children.get(node, []):
            waiting.append((child, (inner, inner + needed[child])))
            inner += needed[child]
