"""How many actions of auctions are carried out per second."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.clock import Reading, middle, timed
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.actions import Action, Bid, TakeLot, TriggerLiquidation

YEAR = 365 * 86_400.0
KEEPER = 0
MECHANISMS: dict[str, dict[str, Any]] = {
    "dutch_auction": {"kind": "dutch_auction", "smallest_debt": 0.0},
    "english_auction": {"kind": "english_auction"},
}


@dataclass(frozen=True)
class AuctionSpeed:
    """Actions and the time that they took, the median of the repetitions."""

    lots: int
    triggers: Reading  # all positions in one action
    takes: Reading  # one by one, as each changes a lot
    bids: Reading  # one by one


def auction_scenario(lots: int, mechanism: str) -> Scenario:
    """Positions that a year's interest makes unsafe, and one keeper with money."""
    position = {"pool": "pool", "collateral": "ETH", "debt": "USD"}
    tables: dict[str, Any] = {
        "name": mechanism.replace("_", "-"),
        "title": f"{lots} lots",
        "time": {"steps": 1},
        "assets": {"USD": {"price": 1.0}, "ETH": {"price": 200.0}},
        "prices": {"kind": "constant"},
        "ordering": {"kind": "arrival"},
        "oracles": {"feed": {"kind": "push"}},
        "venues": {
            "book": {"kind": "constant_product", "base": "ETH", "quote": "USD", "base_reserve": 10.0},
            "pool": {
                "kind": "lending_pool",
                "collateral": ["ETH"],
                "debt": ["USD"],
                "oracle": "feed",
                "margin": {"kind": "loan_to_value", "loan_to_value": 0.6, "liquidation_threshold": 0.6},
                "liquidation": MECHANISMS[mechanism],
                "rates": {"kind": "constant"},
            },
        },
        "agents": {
            "keeper": {
                "role": "lender",
                "strategy": {"kind": "passive", "pool": "pool", "asset": "USD"},
                "endowment": {"USD": 1e5 * lots},
                "deposits": [{"pool": "pool", "asset": "USD", "amount": 1e5 * lots}],
            },
            "owners": {
                "role": "leveraged_trader",
                "count": lots,
                "strategy": {"kind": "hold", "exchange": "book"} | position,
                "positions": [position | {"collateral_value": 2_000.0, "health_factor": 1.0}],
            },
        },
    }
    return Scenario.from_tables(tables)


def auction_speed(lots: int, repetitions: int) -> AuctionSpeed:
    """Seize all positions, then take or bid for each lot."""
    triggers, takes, bids = [], [], []
    for _ in range(repetitions):
        seized, taken = _timed_sale(lots, "dutch_auction", [_take(lot) for lot in range(lots)])
        triggers.append(seized)
        takes.append(taken)
        bids.append(_timed_sale(lots, "english_auction", [_bid(lot) for lot in range(lots)])[1])
    return AuctionSpeed(lots, middle(triggers), middle(takes), middle(bids))


def _timed_sale(lots: int, mechanism: str, orders: list[Action]) -> tuple[Reading, Reading]:
    market = MarketModel(auction_scenario(lots, mechanism)).market
    market.accrue(YEAR)
    owners = np.arange(1, lots + 1)
    trigger = TriggerLiquidation(account=np.full(lots, KEEPER), venue="pool", borrower=owners)
    return timed(partial(market.execute, [trigger], 1)), timed(partial(market.execute, orders, 2))


def _take(lot: int) -> TakeLot:
    return TakeLot(account=KEEPER, venue="pool", lot=lot, amount=1.0)


def _bid(lot: int) -> Bid:
    return Bid(account=KEEPER, venue="pool", lot=lot, amount=100.0)
