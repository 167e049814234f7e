"""Runs written by hand, event by event, in the order in which a market would log them."""

import math

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.tables import RunTables
from firesale.market.event_log import EventLog
from firesale.market.events import (
    AssetListed,
    BadDebtRealised,
    Borrowed,
    CollateralPosted,
    Event,
    Liquidated,
    OracleOpened,
    PriceMoved,
    PriceQuoted,
    PriceReported,
    ResilienceStated,
    Swapped,
    VenueOpened,
)

STEP_SECONDS = 60.0
THRESHOLD = 0.8


class Written:
    """One asset, ETH, against USD, and DAI that an exchange may quote in; every pool lends USD against ETH at a threshold of 0.8."""

    def __init__(self, price: float = 100.0) -> None:
        self.log = EventLog()
        self.price, self.dai = price, 1.0  # fundamental
        self.start: dict[str, float] = {}
        self.moves: dict[str, tuple[float, float]] = {}  # log price: (temporary, lasting)
        self.decay: dict[str, tuple[float, float]] = {}  # (half-life, permanent share)
        self.follows: set[str] = set()
        self.reports = {"feed": price}
        self.feed: dict[str, str] = {}  # which pool listens to which oracle
        self.quoted_in: dict[str, str] = {}
        self.units: dict[tuple[str, int], float] = {}
        self.debts: dict[tuple[str, int], float] = {}
        self.pledged: dict[tuple[str, int], str] = {}
        self.stock: dict[tuple[int, str], float] = {}  # what liquidators seized and have not sold, by account and asset

    # --- what there is ------------------------------------------------------------------------------------------------

    def exchange(
        self, name: str, kind: str = "constant_product", price: float | None = None, quote: str = "USD"
    ) -> "Written":
        """`price`: in the quote asset; the fundamental one if it is not given."""
        self.start[name] = self.price / (self.dai if quote == "DAI" else 1.0) if price is None else price
        self.quoted_in[name] = quote
        self.moves[name] = (0.0, 0.0)
        self.decay[name] = (math.inf, 1.0)
        self._add(VenueOpened(name, kind), AssetListed(name, "ETH", "base", "", "", 0.0))
        return self._add(AssetListed(name, quote, "quote", "", "", 0.0), PriceQuoted(name, "ETH", self.start[name]))

    def book(self, name: str, half_life: float = math.inf, permanent_share: float = 1.0) -> "Written":
        self.exchange(name, "order_book")
        self.follows.add(name)
        self.decay[name] = (half_life, permanent_share)
        return self._add(ResilienceStated(name, half_life, permanent_share))

    def oracle(self, *sources: str, kind: str = "push", mean: str = "point", name: str = "feed") -> "Written":
        for source in sources or ("",):
            self._add(OracleOpened(name, kind, source, mean, kind == "spot"))
        self._add(PriceReported(name, "USD", 1.0, self.log.mark(), 0.0))
        return self.report(self.price, name=name)

    def pool(self, name: str, collateral: str = "ETH", underlying: str = "", oracle: str = "feed") -> "Written":
        """A lending pool; a claim on another pool's USD is collateral under that name, with its underlying."""
        self.feed[name] = oracle
        listed = AssetListed(name, collateral, "collateral", underlying, oracle, THRESHOLD)
        self._add(VenueOpened(name, "lending_pool"), listed)
        return self._add(
            AssetListed(name, "USD", "debt", "", oracle, 0.0),
            AssetListed(name, f"{name}:USD", "receipt", "USD", "", 0.0),
        )

    def position(self, pool: str, account: int, health: float, debt: float = 800.0, asset: str = "ETH") -> "Written":
        """A position of this health at the reported price (a claim is worth one USD)."""
        units = debt * health / THRESHOLD / (self.reports[self.feed[pool]] if asset == "ETH" else 1.0)
        self.units[pool, account], self.debts[pool, account], self.pledged[pool, account] = units, debt, asset
        self._add(CollateralPosted(pool, account, asset, units, "opening"))
        return self._add(Borrowed(pool, account, "USD", debt, "opening"))

    # --- what happens -------------------------------------------------------------------------------------------------

    def step(self, number: int, price: float | None = None, dai: float | None = None) -> "Written":
        """A step begins, with fundamental prices (the ones before if none are given)."""
        self.log.step, self.log.round, self.log.time = number, 0, number * STEP_SECONDS
        self.price = self.price if price is None else price
        self.dai = self.dai if dai is None else dai
        for name, (temporary, lasting) in self.moves.items():
            self.moves[name] = (temporary * 0.5 ** (STEP_SECONDS / self.decay[name][0]), lasting)
        return self._add(PriceMoved("USD", 1.0), PriceMoved("ETH", self.price), PriceMoved("DAI", self.dai))

    def round(self, number: int) -> "Written":
        """A later round of the same step begins."""
        self.log.round = number
        return self

    def report(self, price: float, window: float = 0.0, name: str = "feed", observed: int | None = None) -> "Written":
        """A price that was seen now, or when so many events had happened."""
        self.reports[name] = price
        seen = self.log.mark() if observed is None else observed
        return self._add(PriceReported(name, "ETH", price, seen, window))

    @property
    def reported(self) -> float:
        """What the oracle named feed reports."""
        return self.reports["feed"]

    def quote(self, venue: str) -> float:
        """What the exchange quotes now, in its quote asset."""
        worth = self.dai if self.quoted_in[venue] == "DAI" else 1.0
        anchor = self.price / worth if venue in self.follows else self.start[venue]
        return anchor * math.exp(sum(self.moves[venue]))

    def value(self, venue: str) -> float:
        """The same in the numeraire."""
        return self.quote(venue) * (self.dai if self.quoted_in[venue] == "DAI" else 1.0)

    def swap(self, venue: str, account: int, log_move: float, motive: str, amount: float | None = None) -> "Written":
        """A trade; without an amount a liquidator sells all that it has seized, anybody else one unit."""
        before = self.quote(venue)
        (temporary, lasting), stays = self.moves[venue], self.decay[venue][1]
        self.moves[venue] = (temporary + (1 - stays) * log_move, lasting + stays * log_move)
        after = self.quote(venue)
        cash = self.quoted_in[venue]
        sold = ("ETH", cash) if log_move < 0 else (cash, "ETH")
        held = self.stock.pop((account, sold[0]), 1.0) if motive == "liquidation" else 1.0
        amount = held if amount is None else amount
        if motive == "liquidation":
            self.stock[account, sold[0]] = max(0.0, held - amount)
        return self._add(Swapped(venue, account, *sold, amount, 1.0, 0.0, before, after, motive))

    def liquidate(
        self, pool: str, borrower: int, liquidator: int = 99, part: float = 1.0, price: float | None = None
    ) -> "Written":
        """Part of a position's debt is repaid and the same part of its collateral seized, at the reported price."""
        key, price = (pool, borrower), self.reports[self.feed[pool]] if price is None else price
        units, debt = self.units[key], self.debts[key]
        self.units[key], self.debts[key] = units * (1 - part), debt * (1 - part)
        held = (liquidator, self.pledged[key])
        self.stock[held] = self.stock.get(held, 0.0) + part * units
        return self._add(self.liquidation(pool, borrower, units, debt, part * units, part * debt, price, liquidator))

    def liquidation(
        self,
        pool: str,
        borrower: int,
        units: float,
        debt: float,
        seized: float,
        repaid: float,
        price: float,
        liquidator: int = 99,
    ) -> Liquidated:
        """One on any terms, of a position with `units` of collateral and this debt."""
        health = units * price * THRESHOLD / debt
        asset = self.pledged[pool, borrower]
        return Liquidated(pool, liquidator, borrower, asset, "USD", repaid, seized, 0.0, price, 1.0, health, health)

    def top_up(self, pool: str, account: int, units: float) -> "Written":
        """More of the same collateral."""
        self.units[pool, account] += units
        return self._add(CollateralPosted(pool, account, self.pledged[pool, account], units, "deleverage"))

    def write_off(self, pool: str, borrower: int, amount: float) -> "Written":
        return self._add(BadDebtRealised(pool, borrower, "USD", amount, 1.0))

    def add(self, *events: Event) -> "Written":
        return self._add(*events)

    def tables(self) -> RunTables:
        frames = {name: pd.DataFrame(table) for name, table in self.log.tables().items()}
        return RunTables(frames, "USD", STEP_SECONDS, "By hand", "by_hand", 1)

    def _add(self, *events: Event) -> "Written":
        for event in events:
            self.log.add(event)
        return self


@pytest.fixture
def written() -> Written:
    """A run that begins at step 0 with ETH at 100 USD."""
    return Written().step(0)


def shares(parts: pd.DataFrame, liquidation: int) -> dict[str, float]:
    """The weight of each channel in one liquidation."""
    mine = parts[(parts["liquidation"] == liquidation) & (parts["weight"] > 1e-12)]
    return {str(name): float(weight) for name, weight in mine.groupby("channel")["weight"].sum().items()}


def near(values: object, expected: object) -> None:
    """Equal to nine digits."""
    np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-12)  # type: ignore[call-overload]
