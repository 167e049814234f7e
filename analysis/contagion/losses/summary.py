"""Who bore the losses, as rows of text and in a sentence."""

import pandas as pd

from firesale.analysis.contagion.losses.losses import losses
from firesale.analysis.contagion.losses.paths import PATHS
from firesale.analysis.tables import RunTables
from firesale.analysis.words import amount, listing, percent, plain

NONE = "–"
LEAST_SHARE = 0.001
"""A smaller share is said to be below it."""
SMALL, CRUMB = 0.005, 1e-6
"""Shares of all losses: a smaller one is not mentioned in a sentence, and has no row."""
HEADS = ["venue", "path", "borne by", "of which", "lost", "share"]
MOST_GROUPS = 3

Row = list[str]


def by_path(tables: RunTables) -> pd.DataFrame:
    """By venue, path and bearer, in the order of opening and of paths: value (numeraire), and the bearers' groups, the largest loss first."""
    found = losses(tables).table
    keys = ["venue", "path", "bearer"]
    if found.empty:
        return pd.DataFrame({"value": [], "groups": []}, index=pd.MultiIndex.from_arrays([[], [], []], names=keys))
    groups = found[found["group"] != ""].groupby([*keys, "group"])["value"].sum().sort_values(ascending=False)
    named = groups.reset_index("group").groupby(keys)["group"].agg(list).rename("groups")
    wide = found.groupby(keys)["value"].sum().to_frame().join(named)
    place = {name: i for i, name in enumerate([*tables.kinds, *PATHS])}
    return wide.sort_index(key=lambda names: names.map(lambda name: (place.get(name, len(place)), name)))


def loss_rows(tables: RunTables) -> list[Row]:
    """Venue, path, bearer, the groups that bore most, what was lost and its share of the venue; gains have no share."""
    found = by_path(tables)
    found = found[found["value"].abs() > CRUMB * found["value"].abs().sum()]
    total = found["value"].clip(lower=0.0).groupby(level="venue").transform("sum")
    return [
        [str(venue), plain(str(path)), str(bearer), _groups(groups), _money(value), _share(value, whole)]
        for (venue, path, bearer), value, groups, whole in zip(
            found.index, found["value"].tolist(), found["groups"].tolist(), total.tolist(), strict=True
        )
    ]


def loss_sentences(tables: RunTables) -> list[str]:
    """By which bearers all losses were borne; nothing if there were none."""
    value = losses(tables).table.groupby("bearer")["value"].sum()
    lost = value[value > 0.0].sort_values(ascending=False)
    total = float(lost.sum())
    if total <= 0.0:
        return []
    shares = [f"{percent(float(one) / total)} {name}" for name, one in lost.items() if one >= SMALL * total]
    return [f"Who bore the {amount(total, tables.numeraire)} of losses: {listing(shares, most=8)}."]


def _groups(groups: object) -> str:
    return plain(listing(groups, MOST_GROUPS)) if isinstance(groups, list) else NONE


def _money(value: float) -> str:
    return amount(value) if value >= 0.0 else f"gained {amount(-value)}"


def _share(value: float, whole: float) -> str:
    if value <= 0.0:
        return NONE
    share = value / whole
    return f"{share:.1%}" if share >= LEAST_SHARE else f"below {LEAST_SHARE:.1%}"
