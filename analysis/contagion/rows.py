"""The tables of contagion as rows of text, for a terminal and for the report."""

import math

from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.words import amount, duration, plain

NONE = "–"
MOST_TREES = 5
MOST_POOLS = 12

Row = list[str]

CHANNEL_HEADS = ["channel", "debt liquidated", "share", "traced back", "bad debt", "share"]


def channel_rows(found: Contagion) -> list[Row]:
    """Channel, debt liquidated and its share directly, its share traced back to the beginnings, bad debt and its share."""
    return [
        [
            str(name),
            _money(float(row["debt"])),
            _percent(float(row["share_of_debt"])),
            _percent(float(row["first_share_of_debt"])),
            _money(float(row["loss"])),
            _percent(float(row["share_of_loss"])),
        ]
        for name, row in found.channels.iterrows()
    ]


def matrix_heads(found: Contagion) -> list[str]:
    """The pools that have a column: those with liquidations, the most infected first if they are many."""
    return ["infects \\ infected", *_infected(found)]


def matrix_rows(found: Contagion) -> list[Row]:
    """One row per pool or outside channel that infected any, in numeraire of debt liquidated."""
    shown = found.matrix[_infected(found)]
    shown = shown[(shown > 0.0).any(axis=1)]
    return [
        [str(name), *(_money(float(value)) for value in row)]
        for name, row in zip(shown.index, shown.to_numpy(), strict=True)
    ]


def _infected(found: Contagion) -> list[str]:
    total = found.matrix.sum().sort_values(ascending=False, kind="stable")
    largest = set(total[total > 0.0].index[:MOST_POOLS])
    return [pool for pool in found.tables.margined if pool in largest]


TREE_HEADS = ["begins", "liquidations", "expected", "generations", "lasts", "pools", "debt liquidated", "cause"]


def tree_rows(found: Contagion) -> list[Row]:
    """The largest trees of the forest."""
    trees = found.forest.trees
    begins = found.liquidations["time"].reindex(trees.index)
    largest = trees.assign(begins=begins)[trees["size"] > 1].nlargest(MOST_TREES, "size")
    return [
        [
            duration(float(row["begins"])),
            f"{row['size']:,.0f}",
            f"{row['expected_size']:,.1f}",
            f"{row['depth']:,.0f}",
            duration(float(row["duration"])),
            f"{row['pools']:,.0f}",
            _money(float(row["debt_value"])),
            str(row["cause"]),
        ]
        for _, row in largest.iterrows()
    ]


PREDICTION_HEADS = ["measured at step 0", "against bad debt", "AUC", "against debt liquidated"]
FEWEST_POOLS = 4
"""With fewer pools a rank correlation says nothing."""


def prediction_rows(found: Contagion) -> list[Row]:
    """How each measure of the network at step 0 ranks the pools by what happened: Spearman correlations, and the AUC of bad debt above 1 %."""
    if len(found.tables.margined) < FEWEST_POOLS or found.liquidations.empty:
        return []
    scores = found.prediction.scores
    return [
        [
            plain(name),
            _score(float(scores["spearman"][name, "bad_debt"])),
            _score(float(scores["area"][name, "bad_debt"])),
            _score(float(scores["spearman"][name, "liquidated"])),
        ]
        for name in scores.index.unique("predictor")
    ]


def _score(value: float) -> str:
    return NONE if math.isnan(value) else f"{value:.2f}"


def _money(value: float) -> str:
    return amount(value) if value > 0.0 else NONE


def _percent(share: float) -> str:
    if share <= 0.0 or math.isnan(share):
        return NONE
    return f"{share:.1%}" if share >= LEAST_SHARE else f"below {LEAST_SHARE:.1%}"


LEAST_SHARE = 0.001
