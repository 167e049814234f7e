"""The cascade tree of a replay: liquidations of one moment, pool and generation are one dot, what caused what is a line."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.figures.busy_time import busy_time
from firesale.analysis.contagion.replay_frames import Frames, columns, numbers
from firesale.analysis.contagion.replay_network import ReplayNetwork
from firesale.analysis.tables import RunTables
from firesale.analysis.words import duration
from firesale.market.arrays import IntArray

MOST_DOTS = 6000
MOST_LINES = 8000
CELL = ["start", "series", "generation"]


def replay_tree(
    tables: RunTables, found: pd.DataFrame, nodes: pd.DataFrame, frames: Frames, network: ReplayNetwork
) -> dict[str, object]:
    """Dots (start, series, generation, count, debt, frame from which on they are seen), lines (parent, child: numbers of dots; count) and
    the time axis.

    The axis: the `frames` at which dots start, with their places `xs` from 0 to 1, and `cuts`: a place and what is left out there. Dots
    hold the liquidations of more than one moment if there are too many; the largest ones are kept if that does not help.
    """
    if found.empty:
        return {"dots": {}, "lines": {}, "frames": [], "xs": [], "cuts": [], "left_out": 0}
    series = np.asarray(network.series)[network.pool_numbers(found["venue"]).to_numpy()]
    cells = pd.DataFrame(
        {"frame": frames.of(found["step"]), "series": series, "generation": nodes["generation"].to_numpy()}
    )
    cells = cells.assign(debt=found["debt_value"].to_numpy())
    width = _width(cells, frames.count)
    cells["start"] = cells["frame"] // width * width
    dots = cells.groupby(CELL, as_index=False).agg(count=("debt", "size"), debt=("debt", "sum"), frame=("frame", "min"))
    kept = dots.nlargest(MOST_DOTS, "debt").sort_index()
    number = pd.Series(np.arange(len(kept)), index=pd.MultiIndex.from_frame(kept[CELL]))
    dot = number.reindex(pd.MultiIndex.from_frame(cells[CELL])).fillna(-1).to_numpy(dtype=np.int64)
    return {
        "dots": columns(kept),
        "lines": columns(_lines(nodes, dot)),
        **_axis(kept, width, frames.each * tables.step_seconds),
        "left_out": len(dots) - len(kept),
    }


def _width(cells: pd.DataFrame, frames: int) -> int:
    """How many moments a dot holds: as few as possible."""
    width = 1
    while width < frames:
        if len(cells.assign(start=cells["frame"] // width).drop_duplicates(CELL)) <= MOST_DOTS:
            break
        width *= 2
    return width


def _lines(nodes: pd.DataFrame, dot: IntArray) -> pd.DataFrame:
    """How many liquidations of one dot have their parent in another."""
    parent = nodes["parent"].to_numpy()
    child = np.flatnonzero(parent >= 0)
    pairs = pd.DataFrame({"parent": dot[parent[child]], "child": dot[child]})
    pairs = pairs[(pairs["parent"] >= 0) & (pairs["child"] >= 0) & (pairs["parent"] != pairs["child"])]
    lines = pairs.groupby(["parent", "child"], as_index=False).size().rename(columns={"size": "count"})
    return lines.nlargest(MOST_LINES, "count").sort_index()


def _axis(dots: pd.DataFrame, width: int, seconds: float) -> dict[str, object]:
    """Places of the starts of dots that hold `width` moments of so many seconds each; long calm is cut short."""
    axis = busy_time(dots["start"].to_numpy() // width, np.zeros(len(dots), dtype=np.int64))
    cuts = [[round(place / axis.end, 5), f"{duration(calm * width * seconds)} left out"] for place, calm in axis.cuts()]
    return {
        "frames": (axis.steps * width).tolist(),
        "xs": numbers((axis.starts + axis.widths / 2) / axis.end),
        "cuts": cuts,
    }
