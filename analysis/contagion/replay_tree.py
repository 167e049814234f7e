"""The cascade tree of a replay: liquidations of one moment, pool and generation are one dot, what caused what is a line."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from firesale.analysis.contagion.figures.busy_time import BusyTime, busy_time
from firesale.analysis.contagion.replay_frames import Frames, columns, numbers
from firesale.analysis.contagion.replay_network import ReplayNetwork
from firesale.analysis.tables import RunTables
from firesale.analysis.words import duration

MOST_DOTS = 2500
MOST_LINES = 4000
CELL = ["frame", "pool", "generation"]


def replay_tree(
    tables: RunTables, found: pd.DataFrame, nodes: pd.DataFrame, frames: Frames, network: ReplayNetwork
) -> dict[str, object]:
    """Dots (frame, pool, generation, count, debt), lines (parent, child: numbers of dots; count) and the time axis.

    The axis: `frames` that have liquidations with their places `xs` from 0 to 1, and `cuts`: a place and what is left out there. Of too many
    dots and lines the largest are kept.
    """
    if found.empty:
        return {"dots": {}, "lines": {}, "frames": [], "xs": [], "cuts": [], "left_out": 0}
    cells = pd.DataFrame(
        {
            "frame": frames.of(found["step"]),
            "pool": network.pool_numbers(found["venue"]).to_numpy(),
            "generation": nodes["generation"].to_numpy(),
            "debt": found["debt_value"].to_numpy(),
        }
    )
    dots = cells.groupby(CELL, as_index=False).agg(count=("debt", "size"), debt=("debt", "sum"))
    kept = dots.nlargest(MOST_DOTS, "debt").sort_index()
    number = pd.Series(np.arange(len(kept)), index=pd.MultiIndex.from_frame(kept[CELL]))
    dot = number.reindex(pd.MultiIndex.from_frame(cells[CELL])).fillna(-1).to_numpy(dtype=np.int64)
    axis = busy_time(kept["frame"].to_numpy(), np.zeros(len(kept), dtype=np.int64))
    return {
        "dots": columns(kept),
        "lines": columns(_lines(nodes, dot)),
        "frames": axis.steps.tolist(),
        "xs": numbers((axis.starts + axis.widths / 2) / axis.end),
        "cuts": _cuts(axis, frames.each * tables.step_seconds),
        "left_out": len(dots) - len(kept),
    }


def _lines(nodes: pd.DataFrame, dot: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> pd.DataFrame:
    """How many liquidations of one dot have their parent in another."""
    child = np.flatnonzero(nodes["parent"].to_numpy() >= 0)
    pairs = pd.DataFrame({"parent": dot[nodes["parent"].to_numpy()[child]], "child": dot[child]})
    pairs = pairs[(pairs["parent"] >= 0) & (pairs["child"] >= 0)]
    lines = pairs.groupby(["parent", "child"], as_index=False).size().rename(columns={"size": "count"})
    return lines.nlargest(MOST_LINES, "count").sort_index()


def _cuts(axis: BusyTime, seconds: float) -> Sequence[Sequence[object]]:
    return [[round(place / axis.end, 5), f"{duration(steps * seconds)} left out"] for place, steps in axis.cuts()]
