"""How well indicators rank runs: the area under the ROC curve of each, and the curves of the best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.early_warning.roc import roc
from firesale.analysis.style import INK, PALETTE, QUIET, WIDTH, look
from firesale.analysis.words import plain
from firesale.market.arrays import BoolArray, FloatArray

MOST_CURVES = 4
GUESSING = 0.5
MARKS, ASIDE = ("o", "D"), (0.14, -0.14)  # of the two leads; aside in rows


@dataclass(frozen=True)
class Ranked:
    """One outcome: a title, the scores by indicator and lead, and the readings at the first lead with what came of the
    runs (n,).
    """

    title: str
    scores: pd.DataFrame
    readings: Mapping[str, FloatArray]
    came: BoolArray


def ranking(outcomes: Sequence[Ranked], leads: Mapping[int, str]) -> Figure:
    """A column per outcome: AUC with intervals at two leads (steps, with their names) above, ROC curves of the best at
    the first of them below.

    Indicators stand in one order, the best in the mean over outcomes above.
    """
    with look():
        figure = Figure(figsize=(WIDTH, 6.2), layout="constrained")
        grid = figure.add_gridspec(2, len(outcomes), height_ratios=[1.2, 1.0])
        scores = pd.concat([one.scores for one in outcomes])
        now = scores[scores["lead"] == next(iter(leads))]
        order = now.groupby("indicator")["auc"].mean().sort_values(ascending=False).index.tolist()
        low = min(0.3, float(scores["low"].min()) - 0.02)
        for i, one in enumerate(outcomes):
            ax = figure.add_subplot(grid[0, i])
            _areas(ax, one, leads, order)
            ax.set_xlim(low, 1.0)
            ax.tick_params(labelleft=i == 0)
            _curves(figure.add_subplot(grid[1, i]), one, next(iter(leads)))
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=2)
        return figure


def _areas(ax: Axes, one: Ranked, leads: Mapping[int, str], order: list[str]) -> None:
    """A row per indicator."""
    for (lead, name), mark, aside, colour in zip(leads.items(), MARKS, ASIDE, PALETTE, strict=False):
        rows = one.scores[one.scores["lead"] == lead].set_index("indicator").loc[order]
        place = np.arange(len(order))[::-1] + aside
        ends = [rows["auc"] - rows["low"], rows["high"] - rows["auc"]]
        bars = ax.errorbar(rows["auc"], place, xerr=ends, color=colour, marker=mark, markersize=3.2, label=name)
        bars.lines[0].set_linestyle("none")
    ax.axvline(GUESSING, color=QUIET, linewidth=0.8, linestyle="dashed")
    ax.set_yticks(np.arange(len(order))[::-1], [plain(name) for name in order])
    ax.set_xlabel("area under the ROC curve (0.5: guessing)")
    ax.grid(visible=False, axis="y")
    share = float(one.came.mean()) if len(one.came) else 0.0
    ax.set_title(f"{one.title}: {share:.0%} of {len(one.came)} runs")


def _curves(ax: Axes, one: Ranked, lead: int) -> None:
    best = one.scores[one.scores["lead"] == lead].nlargest(MOST_CURVES, "auc")
    for colour, name, auc in zip(PALETTE, best["indicator"], best["auc"], strict=False):
        curve = roc(one.readings[name], one.came)
        ax.plot(curve["false_alarms"], curve["caught"], color=colour, label=f"{plain(name)}, {auc:.2f}")
    ax.plot([0, 1], [0, 1], color=INK, linewidth=0.7, linestyle="dotted")
    ax.set_xlabel("false alarms (part of calm runs)")
    ax.set_ylabel("caught (part of cascades)")
    if len(best):
        ax.legend(loc="lower right", frameon=True, facecolor="white", edgecolor="none", framealpha=0.85)
