"""The model: agents step one after the other, as in any Mesa tutorial."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import mesa
import numpy as np
from typing_extensions import override

from benchmarks.opening import OpenPositions
from benchmarks.twin.fixed_spread import Settlement
from benchmarks.twin.liquidator import Liquidator
from benchmarks.twin.oracle import PushOracle
from benchmarks.twin.order_book import OrderBook
from benchmarks.twin.pool import Pool
from benchmarks.twin.trader import Trader
from firesale.experiments.scenario import Scenario
from firesale.market.streams import Streams


class Liquidation(NamedTuple):
    """What was done to one trader."""

    step: int
    pool: str
    borrower: int
    collateral: str
    repaid: float
    seized: float
    protocol_fee: float


class TwinModel(mesa.Model):
    """The scenario of `benchmarks.scenario` with `positions` (by pool) as they were opened."""

    def __init__(self, scenario: Scenario, positions: Mapping[str, OpenPositions]) -> None:
        super().__init__(rng=scenario.seed)
        form = scenario.form
        self.tick = 0
        self.time = form.time
        self.fundamentals = _fundamentals(scenario)
        self.books: list[OrderBook] = []
        self.pools: dict[str, Pool] = {}
        self.liquidations: list[Liquidation] = []
        for terms in form.venues.values():
            if terms.kind == "order_book":
                self.books.append(OrderBook(terms, form.assets[terms.base].price))
        self.oracle = PushOracle(form.oracles["push"], {book.base: book for book in self.books})
        for name, terms in form.venues.items():
            if terms.kind == "lending_pool":
                self.pools[name] = Pool(name, terms, self.oracle, deposits=_deposits(form, name))
                self._open(self.pools[name], positions[name])
        self._hire(form)

    @override
    def step(self) -> None:
        """Prices, interest, oracle; traders look at themselves; liquidators decide, then act; losses are borne."""
        self.tick += 1
        for book, price in zip(self.books, self.fundamentals[self.tick], strict=True):
            book.move(price, self.time.step_seconds)
        for pool in self.pools.values():
            pool.accrue(self.time.step_seconds)
        self.oracle.report(self.tick * self.time.step_seconds)
        for pool in self.pools.values():
            pool.read_prices()
        self.agents_by_type[Trader].do("step")
        self.agents_by_type[Liquidator].do("decide")
        self.agents_by_type[Liquidator].do("act")
        for pool in self.pools.values():
            pool.absorb()

    def record(self, pool: Pool, trader: Trader, asset: str, terms: Settlement) -> None:
        """Keep what was done to a trader."""
        self.liquidations.append(
            Liquidation(self.tick, pool.name, trader.account, asset, terms.repaid, terms.seized, terms.protocol_fee)
        )

    def forget(self) -> None:
        """Mesa 3.3 keeps every model that had agents in a table of the class."""
        counters = getattr(mesa.Agent, "_ids", {})
        counters.pop(self, None)

    def _open(self, pool: Pool, positions: OpenPositions) -> None:
        for account, debt, *units in positions.rows():
            collateral = dict(zip(pool.terms.collateral, units, strict=True))
            Trader(self, account, pool, collateral, pool.lend(debt))

    def _hire(self, form: Any) -> None:
        """One liquidator per pool, in the order of the scenario."""
        account = 0
        books = {f"{book.base}-book": book for book in self.books}
        for group in form.agents.values():
            if group.role == "liquidator":
                strategy = group.strategy
                Liquidator(
                    self,
                    account,
                    self.pools[strategy.pool],
                    books[strategy.exchange],
                    strategy.positions_per_bundle,
                    group.endowment["USDC"],
                )
            account += group.count


def _deposits(form: Any, pool: str) -> float:
    """Units lent to a pool before the start."""
    amounts: list[float] = [
        group.count * deposit.amount
        for group in form.agents.values()
        for deposit in group.deposits
        if deposit.pool == pool
    ]
    return sum(amounts)


def _fundamentals(scenario: Scenario) -> list[list[float]]:
    """Prices of the collaterals at each step, USDC per unit."""
    form = scenario.form
    times = np.arange(form.time.steps + 1, dtype=np.float64) * form.time.step_seconds
    initial = np.array([asset.price for asset in form.assets.values()])
    paths = scenario.price_process.paths(list(form.assets), initial, times, Streams(scenario.seed))
    prices: list[list[float]] = paths[:, 1:].tolist()
    return prices
