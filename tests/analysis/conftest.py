"""Small runs written by hand: events of the real classes, at the steps and rounds that a test names."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.tables import RunTables
from firesale.market.events import AccountOpened, AssetListed, Event, Liquidated, PriceMoved, VenueOpened


class RunBuilder:
    """Collects events and gives them back as the tables of a run; a step lasts a minute and the numeraire is USD."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.sequence = 0

    def at(self, step: int, *events: Event, round_: int = 0) -> "RunBuilder":
        """Log events in this order; fields that are arrays become one row per value."""
        for event in events:
            named = {field.name: getattr(event, field.name) for field in fields(event)}
            length = max(np.size(value) for value in named.values())
            columns = {name: np.broadcast_to(np.asarray(value), length).tolist() for name, value in named.items()}
            for i in range(length):
                clock = {"step": step, "round": round_, "time": 60.0 * step, "sequence": self.sequence}
                row = {name: values[i] for name, values in columns.items()}
                self.rows.setdefault(type(event).__name__, []).append(clock | row)
                self.sequence += 1
        return self

    def price(self, asset: str, path: list[float]) -> "RunBuilder":
        """Fundamental prices of an asset from step 0 on."""
        for step, price in enumerate(path):
            self.at(step, PriceMoved(asset, price))
        return self

    def liquidation(
        self, step: int, pool: str, repaid: float, borrower: int = 1, price: float = 100.0, round_: int = 0
    ) -> "RunBuilder":
        """A liquidation of USD debt by account 9 that seizes ETH worth 1.1 times the debt, a hundredth of it as fee."""
        seized = 1.1 * repaid / price
        event = Liquidated(pool, 9, borrower, "ETH", "USD", repaid, seized, 0.01 * seized, price, 1.0, 0.9, 1.2)
        return self.at(step, event, round_=round_)

    def pool(self, name: str, collateral: str = "ETH", debt: str = "USD", oracle: str = "") -> "RunBuilder":
        """Open a lending pool with one collateral and one debt asset."""
        opened = VenueOpened(name, "lending_pool")
        pledged = AssetListed(name, collateral, "collateral", "", oracle, 0.8)
        return self.at(0, opened, pledged, AssetListed(name, debt, "debt", "", oracle, 0.0))

    def exchange(self, name: str, base: str = "ETH", quote: str = "USD") -> "RunBuilder":
        """Open an exchange."""
        opened = VenueOpened(name, "constant_product")
        return self.at(
            0, opened, AssetListed(name, base, "base", "", "", 0.0), AssetListed(name, quote, "quote", "", "", 0.0)
        )

    def account(self, account: int, role: str, group: str = "") -> "RunBuilder":
        """Open an account of the game."""
        return self.at(0, AccountOpened(account, group or role, role, "any"))

    def tables(self, title: str = "A run", scenario: str = "by-hand", seed: int = 7) -> RunTables:
        """The run so far."""
        frames = {name: pd.DataFrame(rows).sort_values("sequence") for name, rows in self.rows.items()}
        return RunTables(frames, "USD", 60.0, title, scenario, seed)


@pytest.fixture
def run() -> RunBuilder:
    """A run in which nothing has happened yet."""
    return RunBuilder()


@pytest.fixture
def empty() -> RunTables:
    """A run without a single event."""
    return RunTables({}, "USD", 60.0)
