"""Would the auctions of 2021 have been won with zero bids in the full blocks of 2020?

In March 2020 Maker sold collateral in English auctions: a bid stands for ten minutes and wins if nobody bids more. 36 % of the auctions
were won with bids of zero (as published; the counts behind it are not at hand: unverified).
Liquidations 2.0 of 2021 are Dutch: the price begins above the market and falls until somebody takes the lot, in the same
moment in which it is sold; none is known to have gone for nothing. Source: Maker dss, flip.sol and clip.sol.

The same vaults meet the same prices, the same few keepers with the same money and the same fees, and the same other people who pay for space in
blocks. What differs is the auction, and with it the size of its lots, how a keeper plays in it and how
many orders it takes: 50 ETH a lot make three times as many English auctions. So the difference is that of two whole designs, not of the bidding rule
alone. Most of the English share needs the one keeper of the scenario who pays more for space and bids next to nothing. A lot counts as sold for
nothing at a hundredth of its worth.
"""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.auctions import ended_lots
from firesale.analysis.metrics.auction_revenue import AuctionRevenue
from firesale.analysis.metrics.zero_bid_share import ZeroBidShare
from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import Study
from firesale.experiments.studies.design import Axis, Grid, Level, along

ENGLISH, DUTCH = "English, March 2020", "Dutch, 2021"
PUBLISHED = 0.36  # of the auctions of March 2020
ROOMS = (40, 50, 60, 75, 100, 150)  # orders that are executed per round
FEES = {"keepers": 1.0, "zero_bidders": 10.0}  # of the scenario
OUTCOMES = ["nothing", "recovered", "price", "seconds", "lots"]


def _keeper(fee: float) -> dict[str, Any]:
    """The same keeper at a Dutch auction: it wants the same discount."""
    return {"kind": "auction_keeper", "pool": "maker", "exchange": "spot", "margin": 0.08, "priority_fee": fee}


def _dutch() -> Level:
    """Maker's ETH-A of 2022, for vaults of any size."""
    mechanism = {
        "kind": "dutch_auction",
        "curve": {"kind": "stair_step", "step": 90.0, "cut": 0.99},
        "penalty": 0.13,
        "start_factor": 1.2,
        "longest": 8400.0,
        "lowest": 0.4,
        "flat_reward": 300.0,
        "reward_share": 0.001,
        "smallest_debt": 0.0,
    }
    players = {f"agents.{group}.strategy": _keeper(fee) for group, fee in FEES.items()}
    return Level(DUTCH, {"venues.maker.liquidation": mechanism, **players})


def measure(tables: RunTables) -> dict[str, float]:
    """Share of the lots sold for nothing, part of the debt recovered, price over worth, seconds per lot, lots sold."""
    revenue, lots = AuctionRevenue().measure(tables), ended_lots(tables)
    return {"nothing": ZeroBidShare().measure(tables)["share"], **revenue, "lots": float(len(lots))}


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals for each auction and room, and how the Dutch auction differs from the English one."""
    by = ["auction", "room"]
    return means(rows, by, OUTCOMES, set()).merge(against(rows, by, "auction", ENGLISH, OUTCOMES), how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """What went for nothing and what was recovered: auction against room."""
    parts = {"sold for nothing": "nothing", "debt recovered": "recovered"}
    return pd.concat({name: crossed(table, ["auction"], "room", column) for name, column in parts.items()})


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Both outcomes over the room in blocks, a line per auction."""
    from firesale.analysis.study_figures.lines import Panel, line_panels

    panels = [
        Panel("Lots sold for nothing", table, "nothing", "fraction of the lots", 1.0),
        Panel("Debt recovered", table, "recovered", "fraction of the debt", 1.0),
    ]
    return line_panels(panels, "room", "auction", {"room": GRID.axis("room").label})


GRID = Grid(
    (
        Axis("auction", "auction", (Level(ENGLISH, {}), _dutch())),
        along("room", "orders executed per round", "ordering.orders_per_round", ROOMS),
    )
)
STUDY = Study(
    question="Are lots sold for nothing in a Dutch auction, as in the English one of March 2020?",
    scenario="zero_bids",
    design=GRID,
    seeds=10,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
