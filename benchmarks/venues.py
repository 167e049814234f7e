"""How many actions each kind of venue carries out in a second, through the router: one line per entry of `VENUES`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.clock import Reading, middle, timed
from firesale.market.actions import Action, Borrow, PostCollateral, Repay, Supply, Swap, Withdraw, WithdrawCollateral
from firesale.market.arrays import IntArray
from firesale.market.errors import FiresaleError
from firesale.market.events import ActionRefused
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Group, Market
from firesale.market.oracles.push import Push
from firesale.market.ordering.arrival import Arrival
from firesale.market.orders import spread, take
from firesale.market.rates.kinked import Kinked
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.base import VenueTerms
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.level_book import LevelBookTerms
from firesale.market.venues.order_book import OrderBookTerms
from firesale.market.venues.stable_swap import StableSwapTerms

PLAYERS, ROUNDS = 1_000, 4
PRICES = {"USDC": 1.0, "ETH": 2000.0, "USDT": 1.0}
PURSE = {"USDC": 1e6, "ETH": 500.0, "USDT": 1e6}
SPOT = "spot"
"""Name of the venue that is measured."""


@dataclass(frozen=True)
class VenueCase:
    """A venue, and what its players do in one round: each action has an order of every player."""

    terms: VenueTerms
    round: Callable[[IntArray], Sequence[Action]]


@dataclass(frozen=True)
class VenueCost:
    """Actions per second of processor time: orders sent one by one, and together in actions of `PLAYERS` orders."""

    kind: str
    alone: float
    together: float


def there_and_back(base: str, quote: str, amount: float) -> Callable[[IntArray], Sequence[Action]]:
    """Everybody sells some of the base asset and buys with the same value of the quote asset."""
    worth = amount * PRICES[base] / PRICES[quote]

    def actions(accounts: IntArray) -> Sequence[Action]:
        return (
            Swap(account=accounts, venue=SPOT, asset_in=base, asset_out=quote, amount_in=amount),
            Swap(account=accounts, venue=SPOT, asset_in=quote, asset_out=base, amount_in=worth),
        )

    return actions


def _borrowed_and_repaid(accounts: IntArray) -> Sequence[Action]:
    return (
        Supply(account=accounts, venue=SPOT, asset="USDC", amount=2_000.0),
        PostCollateral(account=accounts, venue=SPOT, asset="ETH", amount=1.0),
        Borrow(account=accounts, venue=SPOT, asset="USDC", amount=1_000.0),
        Repay(account=accounts, venue=SPOT, asset="USDC", amount=1_000.0),
        WithdrawCollateral(account=accounts, venue=SPOT, asset="ETH", amount=1.0),
        Withdraw(account=accounts, venue=SPOT, asset="USDC", receipts=1_000.0),
    )


POOL = LendingPoolTerms(
    ("ETH",),
    ("USDC",),
    "fair",
    LoanToValue(np.array([0.8]), np.array([0.85])),
    FixedSpread(np.array([0.05])),
    (Kinked(),),
)
VENUES: Mapping[str, VenueCase] = {
    "constant_product": VenueCase(ConstantProductTerms("ETH", "USDC", 1e5), there_and_back("ETH", "USDC", 0.01)),
    "concentrated_liquidity": VenueCase(
        ConcentratedLiquidityTerms("ETH", "USDC", 2e8, more_ranges=((0.8, 1.25, 2e8), (0.99, 1.01, 1e8))),
        there_and_back("ETH", "USDC", 0.01),
    ),
    "stable_swap": VenueCase(StableSwapTerms("USDT", "USDC", 1e8), there_and_back("USDT", "USDC", 20.0)),
    "order_book": VenueCase(OrderBookTerms("ETH", "USDC", 1e7), there_and_back("ETH", "USDC", 0.01)),
    "level_book": VenueCase(LevelBookTerms("ETH", "USDC", 1e5), there_and_back("ETH", "USDC", 0.01)),
    "lending_pool": VenueCase(POOL, _borrowed_and_repaid),
}
"""A new venue is one more entry."""


def venue_cost(kind: str, repetitions: int, rounds: int = ROUNDS) -> VenueCost:
    """Medians of the repetitions. Raises FiresaleError if an action is refused: refusals cost something else."""
    case = VENUES[kind]
    accounts: IntArray = np.arange(PLAYERS)
    together = list(case.round(accounts))
    alone = [take(_spread(action), slice(i, i + 1)) for action in together for i in range(PLAYERS)]
    found = [_rate(_market(case), batch, repetitions, rounds, PLAYERS * len(together)) for batch in (alone, together)]
    return VenueCost(kind, *found)


def _rate(market: Market, batch: Sequence[Action], repetitions: int, rounds: int, actions: int) -> float:
    """Actions per second of processor time."""
    readings: list[Reading] = []
    for _ in range(repetitions):
        mark = market.site.log.mark()
        readings.append(timed(lambda: _play(market, batch, rounds)))
        refused = [event for event in market.site.log.since(mark) if isinstance(event, ActionRefused)]
        if refused:
            raise FiresaleError(f"a benchmark's action was refused: {refused[0]}")
        market.site.journal.clear()
    return actions * rounds / middle(readings).cpu


def _play(market: Market, batch: Sequence[Action], rounds: int) -> None:
    for moment in range(rounds):
        market.execute(batch, moment)
        market.site.journal.clear()


def _spread(action: Action) -> Action:
    found = spread(action)
    assert found is not None
    return found


def _market(case: VenueCase) -> Market:
    """A venue and a thousand players with purses."""
    terms = MarketTerms(PRICES, {SPOT: case.terms}, {"fair": OracleTerms(Push())}, Arrival())
    market = found_market(
        terms, [Group("all", "noise_trader", np.arange(PLAYERS))], entity_keys("all", PLAYERS), Streams(1)
    )
    for asset, amount in PURSE.items():
        market.site.ledger.mint(market.site.assets.column[asset], np.arange(PLAYERS), amount)
    return market
