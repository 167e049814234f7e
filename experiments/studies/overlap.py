"""When does the fall of one asset spread to all, through those who hold several?

Diversification protects a fund from one asset and ties it to all others: cascades happen between too little overlap to
spread and too much to be hurt. Source: Caccioli, Shrestha, Moore and Farmer (2014), Stability analysis of financial
contagion due to overlapping portfolios, Journal of Banking and Finance 46; Cont and Schaanning (2017), Fire sales,
indirect contagion and systemic stress testing.

Each fund holds so many neighbouring assets of eight, each about the same value; sizes are drawn. A cascade is global if
at least half of the funds are liquidated: above the share that holds the asset that fell, as long as fewer than four
are held; with more the shock reaches half of the funds directly, but then only with a small part of what they have. The
deepest order book, where selling everything costs less than half a per cent, tells who is unsafe through the shock
alone.
"""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import liquidations
from firesale.analysis.study_table import crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level, Several
from firesale.experiments.studies.outcomes import liquidated_share

ASSETS, THRESHOLD = 8, 0.8  # of the base scenario: assets that may be held; liquidation threshold, fraction
BASKET = 30_000.0  # collateral of a fund, in the mean (numeraire)
TAIL = 2.0  # exponent of the sizes: the mean of a Pareto law is exponent / (exponent - 1) times the least
LARGEST = 10.0  # size, in means
GLOBAL = 0.5  # part of the funds liquidated from which on a cascade is global
HELD = (1, 2, 3, 4, 6, 8)
DEPTHS = (2_000.0, 4_000.0, 8_000.0, 16_000.0, 32_000.0, 1_000_000.0)
LEVERAGES = (3.0, 3.5, 4.0)


def _basket(first: int, held: int, leverage: float) -> list[dict[str, Any]]:
    """Positions of one group: the first asset and its next neighbours on a circle."""
    mean = BASKET / held
    size = {"distribution": "pareto", "least": mean * (TAIL - 1.0) / TAIL, "exponent": TAIL, "most": mean * LARGEST}
    health = THRESHOLD / (1.0 - 1.0 / leverage)
    return [
        {
            "pool": "pool",
            "collateral": f"A{(first + i) % ASSETS}",
            "debt": "USDC",
            "collateral_value": size,
            "health_factor": health,
        }
        for i in range(held)
    ]


def _grid(leverage: float) -> Grid:
    """All baskets and depths at one leverage."""
    held = [Level(n, {f"agents.funds{i}.positions": _basket(i, n, leverage) for i in range(ASSETS)}) for n in HELD]
    depth = [Level(size, {f"venues.book{i}.depth": size for i in range(ASSETS)}) for size in DEPTHS]
    return Grid(
        (
            Axis("leverage", "leverage of the funds at the start (collateral / own capital)", (Level(leverage, {}),)),
            Axis("depth", "depth of each order book (USDC per 1 %)", tuple(depth)),
            Axis("held", f"assets in a basket, of {ASSETS}", tuple(held)),
        )
    )


def measure(tables: RunTables) -> dict[str, float]:
    """Share of the funds liquidated, whether the cascade was global, assets sold, and share of the debt liquidated."""
    rows = liquidations(tables)
    hit = rows["borrower"].nunique() / len(tables.accounts_of("leveraged_trader"))
    return {
        "funds": hit,
        "global": float(hit >= GLOBAL),
        "assets": float(rows["collateral"].nunique()),
        "liquidated": liquidated_share(tables),
    }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals at each leverage, depth and number of assets held."""
    return means(rows, ["leverage", "depth", "held"], ["funds", "global", "assets", "liquidated"], {"global"})


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Probability of a global cascade: leverage and depth against the assets held."""
    return crossed(table, ["leverage", "depth"], "held", "global")


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """A heat map per leverage: the probability of a global cascade over the assets held and the depth."""
    from firesale.analysis.study_figures.heat_map import Map, heat_maps

    maps = []
    for leverage in LEVERAGES:
        here = table[table["leverage"] == leverage]
        maps.append(Map(f"Leverage {leverage:g}", here, "global", {"one half": here}))
    labels = {name: DESIGN.grids[0].axis(name).label for name in ("held", "depth")}
    return heat_maps(maps, "held", "depth", labels, "probability of a global cascade")


DESIGN = Several(tuple(map(_grid, LEVERAGES)))
STUDY = Study(
    question="When does the fall of one asset spread through funds that hold several?",
    scenario=HERE / "overlap.toml",
    design=DESIGN,
    seeds=20,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
