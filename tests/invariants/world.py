"""A market of three pools in a chain and two exchanges, and everything about it that must always hold."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from firesale.market.actions import Action, Borrow, Bundle, Liquidate, PostCollateral, Supply
from firesale.market.arrays import FloatArray
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import ActionRefused, Event, Liquidated
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.base import Positions
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin_engines.base import MarginEngine
from firesale.market.margin_engines.reputation import Reputation
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from firesale.market.market import Group, Market
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from firesale.market.ordering.base import Ordering
from firesale.market.rates.constant import Constant
from firesale.market.rates.kinked import Kinked
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.concentrated_liquidity import ConcentratedLiquidity
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.lending_pool import LendingPool, LendingPoolTerms
from firesale.market.venues.level_book import LevelBook, LevelBookTerms
from firesale.market.venues.order_book import OrderBook, OrderBookTerms
from firesale.market.venues.stable_swap import StableSwapTerms
from firesale.market.venues.stable_swap_pair import StableSwapPairTerms
from tests.markets import pool_of, refusals

PLAYERS = 6
MANAGER = 2
"""Who may set the thresholds of C; those of A and B are moved by engines."""
ENGINES: dict[str, MarginEngine] = {
    "A": VolatilityScaled(interval=60.0, largest_rise=0.5, usual_volatility=np.array(2.0)),
    "B": Reputation(trial=3600.0, half_life=600.0),
}
POOLS = ("A", "B", "C")
EXCHANGES = ("swap", "book", "ranges", "stable", "pair", "levels")
BASE = ("USDC", "ETH", "BTC")
CONSERVED = 1e-9
NO_CAP = float("inf")


def _pool(
    collateral: tuple[str, ...], debt: tuple[str, ...], oracle: str, backstops: tuple[Reserves | Socialisation, ...], cap: float
) -> LendingPoolTerms:  # fmt: skip
    k, d = len(collateral), len(debt)
    return LendingPoolTerms(
        collateral=collateral,
        debt=debt,
        oracle=oracle,
        margin=LoanToValue(np.linspace(0.8, 0.7, k), np.linspace(0.85, 0.8, k)),
        liquidation=FixedSpread(np.linspace(0.05, 0.2, k), full_close_value=50.0, dust_value=20.0),
        rates=(Kinked(), Constant(0.3))[:d],
        backstops=backstops,
        reserve_factor=np.array(0.2),
        collateral_cap=np.array(cap),
        supply_cap=np.array(cap),
        borrow_cap=np.array(cap),
    )


def world(ordering: Ordering, loss_free: bool) -> Market:
    """B takes A's receipts as collateral, C takes B's (`loss_free`: both without losses); A also takes shares of an exchange and of a range and
    reads exchanges live.
    """
    venues: dict[str, Any] = {
        "swap": ConstantProductTerms("ETH", "USDC", base_reserve=50.0),
        "book": OrderBookTerms("BTC", "USDC", depth=5e4, permanent_share=0.3, inventory=40.0),
        "ranges": ConcentratedLiquidityTerms(
            "ETH", "USDC", value=2e5, more_ranges=((0.8, 1.2, 1e5), (1.5, 4.0, 0.0)), fee=0.01
        ),
        "stable": StableSwapTerms("BTC", "ETH", 5.0, 8.0, ("USDC",), (1e4,), amplification=20.0),
        "pair": StableSwapPairTerms("stable", "ETH", "USDC"),
        "levels": LevelBookTerms("BTC", "USDC", level_size=5e3, growth=1.5, levels=6, spacing=0.002),
        "A": _pool(("ETH", "swap:shares", "ranges:shares:1"), ("USDC",), "live", (Reserves(), Socialisation()), NO_CAP),
        "B": _pool(("A:USDC", "BTC"), ("ETH",), "pushed", (Socialisation(), Reserves(0.5)), 1e5),
        "C": _pool(("B:ETH",), ("USDC", "BTC"), "mean", (), NO_CAP),
    }
    oracles = {
        "live": OracleTerms(Spot(), ("swap", "book")),
        "pushed": OracleTerms(Push(deviation=0.01, latency=30.0)),
        "mean": OracleTerms(Twap(window=600.0, mean="geometric"), ("swap",)),
    }
    for name, engine in ENGINES.items():
        venues[name] = replace(venues[name], engine=engine)
    prices = {"USDC": 1.0, "ETH": 2000.0, "BTC": 30_000.0}
    cut = frozenset({("A:USDC", "B"), ("B:ETH", "C")}) if loss_free else frozenset()
    terms = MarketTerms(prices, venues, oracles, ordering, without_impact=frozenset({"noise"}), loss_free=cut)
    groups = [Group("all", "noise_trader", np.arange(PLAYERS))]
    market = found_market(terms, groups, entity_keys("all", PLAYERS), Streams(7))
    market.site.risk_managers["C"] = frozenset({MANAGER})
    for column, amount in enumerate((1e5, 50.0, 3.0)):
        market.site.ledger.mint(column, np.arange(PLAYERS), amount * np.array([1.0, 1.0, 0.1, 10.0, 1e-3, 1e-9]))
        market.site.ledger.mint(column, market.site.world, 10.0 * amount)
    for shares, part in (("swap:shares", 0.05), ("ranges:shares:1", 0.2), ("stable:shares", 0.1)):
        column = market.site.assets.column[shares]
        own = part * float(market.site.ledger.supply[column])
        market.site.ledger.transfer(column, market.site.world, np.array([0, 2]), own * np.array([1.0, 0.5]))
    assert refusals(market, *_opening()) == []
    market.check()
    market.audit()
    return market


def _opening() -> list[Action]:
    """Deposits in every pool, receipts pledged along the chain, and some debt."""
    return [
        Supply(account=0, venue="A", asset="USDC", amount=5e4),
        Supply(account=3, venue="A", asset="USDC", amount=2e5),
        Supply(account=1, venue="B", asset="ETH", amount=20.0),
        Supply(account=3, venue="B", asset="ETH", amount=100.0),
        Supply(account=3, venue="C", asset="USDC", amount=1e5),
        Supply(account=1, venue="C", asset="BTC", amount=1.0),
        PostCollateral(account=np.array([0, 3]), venue="B", asset="A:USDC", amount=4e4),
        PostCollateral(account=np.array([1, 3]), venue="C", asset="B:ETH", amount=15.0),
        PostCollateral(account=np.array([1, 2]), venue="A", asset="ETH", amount=4.0),
        Borrow(account=np.array([0, 3]), venue="B", asset="ETH", amount=np.array([15.0, 5.0])),
        Borrow(account=np.array([1, 3]), venue="C", asset="USDC", amount=np.array([2.2e4, 1e4])),
        Borrow(account=np.array([1, 2]), venue="A", asset="USDC", amount=np.array([6e3, 5e3])),
    ]


@dataclass(frozen=True)
class Picture:
    """Everything that an action may change, by name."""

    columns: dict[str, FloatArray]

    def same(self, other: "Picture") -> list[str]:
        """Names of what differs by a single bit."""
        return [name for name, column in self.columns.items() if not np.array_equal(column, other.columns[name])]


def positions_of(pool: LendingPool) -> FloatArray:
    """What each player has pledged and owes (scaled), (players, k + d): a row that was opened and not used is no difference."""
    rows = pool.book.row_of
    whole = np.hstack((pool.book.collateral, pool.book.debt))
    return np.where((rows >= 0)[:, None], whole[rows], 0.0)


def picture(market: Market) -> Picture:
    ledger = market.site.ledger
    columns = {"balances": ledger.balances.copy(), "supply": ledger.supply.copy(), "peak": ledger.largest_supply.copy()}
    for name, venue in market.venues.items():
        if isinstance(venue, OrderBook | LevelBook):
            columns[f"{name} displacement"] = venue.displacement.copy()
        if isinstance(venue, ConcentratedLiquidity):
            columns[f"{name} fees"], columns[f"{name} price"] = venue.fees.copy(), venue.sqrt_price.copy()
        if isinstance(venue, LendingPool):
            columns[f"{name} positions"] = positions_of(venue)
            rule = venue.positions.margin
            assert isinstance(rule, LoanToValue)
            columns[f"{name} thresholds"] = np.concatenate((rule.liquidation_threshold, rule.loan_to_value))
            columns[f"{name} standing"] = (
                np.zeros(0) if venue.positions.standing is None else venue.positions.standing.copy()
            )
            book, reserves = venue.book, venue.reserves
            for what in ("collateral_total", "debt_total", "largest_collateral", "largest_debt"):
                columns[f"{name} {what}"] = getattr(book, what).copy()
            for what in ("borrow_index", "supply_index", "loss_free_index", "protocol_claims", "deficit"):
                columns[f"{name} {what}"] = getattr(reserves, what).copy()
    return Picture(columns)


def refused_orders(events: list[Event]) -> int | None:
    """How many orders were refused if nothing else happened; None if something did."""
    refused = [event for event in events if isinstance(event, ActionRefused)]
    return sum(np.size(event.account) for event in refused) if len(refused) == len(events) else None


def touched_by(action: Action) -> set[int]:
    """Players who act, and those whom they may liquidate."""
    legs = action.legs if isinstance(action, Bundle) else ()
    found: set[int] = set()
    named = [action.account, *([action.borrower] if isinstance(action, Liquidate) else [])]
    for accounts in named:
        column = np.asarray(accounts, dtype=object).reshape(-1)
        found |= {int(account) for account in column if isinstance(account, int | np.integer)}
    for leg in legs:
        found |= touched_by(leg)
    return found


def nothing_is_broken(market: Market, supply: FloatArray) -> None:
    """Checks and audits, base assets conserved, every number finite, every price positive, the watch list right."""
    market.check()
    market.audit()
    ledger = market.site.ledger
    assert np.all(np.abs(ledger.balances[:, : len(BASE)].sum(axis=0) - supply) <= CONSERVED * supply)
    for name, column in picture(market).columns.items():
        assert np.isfinite(column).all(), f"{name} is not finite"
        assert name.endswith("displacement") or np.all(column >= 0.0), f"{name} is negative"
    for venue in EXCHANGES:
        price = market.venues[venue].price  # type: ignore[attr-defined]
        assert np.isfinite(price)
        assert price > 0.0
    for name in POOLS:
        claims_are_backed(pool_of(market, name))
        the_watch_list_is_right(pool_of(market, name))


def claims_are_backed(pool: LendingPool) -> None:
    """Cash, debt and deficit make up what is claimed and a surplus that is not negative; custody holds what is pledged."""
    reserves = pool.reserves
    assert np.all(reserves.loss_free_index >= reserves.supply_index)
    for place in range(len(pool.terms.debt)):
        claims = reserves.deposits(place) + float(reserves.protocol_claims[place] * reserves.supply_index[place])
        backing = reserves.cash(place) + reserves.debt(place) + float(reserves.deficit[place])
        assert claims <= backing + CONSERVED * max(1.0, backing, claims, reserves.book.largest_debt[place])


def the_watch_list_is_right(pool: LendingPool) -> None:
    """The unsafe rows found are those of a full pass, bit for bit."""
    rows, health = pool.positions.unsafe_rows()
    indexed = pool.positions.debt_prices() * pool.reserves.borrow_index
    book = pool.book
    standing = pool.positions.standing_of(np.arange(len(book.account)))
    prices = pool.positions.collateral_prices()
    whole = pool.positions.margin.health(Positions(book.collateral, book.debt, prices, indexed, standing))
    assert sorted(rows.tolist()) == np.flatnonzero(whole < 1.0).tolist()
    assert np.array_equal(health, whole[rows])


def only_unsafe_were_liquidated(events: list[Event]) -> None:
    for event in events:
        if isinstance(event, Liquidated):
            assert np.all(np.asarray(event.health_before) < 1.0)
            assert np.all(np.asarray(event.protocol_fee) <= np.asarray(event.seized))
