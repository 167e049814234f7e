"""One run as event tables, with the few look-ups that every metric and figure needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from firesale.analysis.columns import conform
from firesale.market.arrays import FloatArray
from firesale.market.events import AccountOpened, AssetListed, Event, PriceMoved, VenueOpened

T = TypeVar("T")

CLOSE_ACCOUNTS = ("perpetuals", "clearing_house")
"""Kinds of venues that lend nothing and yet close positions."""


@dataclass(frozen=True, eq=False)
class RunTables:
    """What happened in one run: a table per event class, by its name; a kind that never was is empty or missing."""

    events: Mapping[str, pd.DataFrame]
    numeraire: str  # the asset whose price is 1
    step_seconds: float
    title: str = ""
    scenario: str = ""
    seed: int = 0

    def table(self, event: type[Event]) -> pd.DataFrame:
        """The rows of one kind of event in order of execution, always with the columns of the class."""
        return conform(event, self.events.get(event.__name__))

    def once(self, make: Callable[["RunTables"], T]) -> T:
        """What `make` works out of this run: worked out the first time, as several metrics, figures and pages need it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[Callable[["RunTables"], Any], Any]:
        return {}

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """Group, role and strategy by account id."""
        opened = self.table(AccountOpened).drop_duplicates("account", keep="last")
        return opened.set_index("account")[["group", "role", "strategy"]]

    def accounts_of(self, role: str) -> "pd.Index[int]":
        """The ids of all accounts of a role."""
        return self.accounts.index[self.accounts["role"] == role]

    @cached_property
    def listings(self) -> pd.DataFrame:
        """Which venue uses which asset as what: venue, asset, use, underlying, oracle, liquidation_threshold."""
        listed = self.table(AssetListed)[["venue", "asset", "use", "underlying", "oracle", "liquidation_threshold"]]
        return listed.drop_duplicates(["venue", "asset", "use"], keep="last").reset_index(drop=True)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each venue, in the order of opening."""
        opened = self.table(VenueOpened)
        return dict(zip(opened["venue"], opened["kind"], strict=True))

    def venues(self, kind: str | None = None) -> list[str]:
        """The names of all venues, or of one kind, in the order of opening."""
        return [venue for venue, its_kind in self.kinds.items() if kind in (None, its_kind)]

    @cached_property
    def pools(self) -> list[str]:
        """Venues that lend or mint: those that list an asset as debt."""
        return self._venues_using("debt")

    @cached_property
    def margined(self) -> list[str]:
        """Venues that may close positions of others: pools, perpetuals and clearing houses, in the order of opening."""
        closing = [venue for venue, kind in self.kinds.items() if venue in self.pools or kind in CLOSE_ACCOUNTS]
        return closing + [pool for pool in self.pools if pool not in closing]

    @cached_property
    def exchanges(self) -> list[str]:
        """Venues with a price of their own: those that list a base asset."""
        return self._venues_using("base")

    @cached_property
    def fundamentals(self) -> pd.DataFrame:
        """Fundamental prices, numeraire per unit, by step (rows) and asset (columns); the last one known where none was
        written.
        """
        moved = self.table(PriceMoved).drop_duplicates(["step", "asset"], keep="last")
        wide = moved.set_index(["step", "asset"])["price"].unstack("asset").ffill()  # noqa: PD010
        wide[self.numeraire] = 1.0
        return wide if len(wide) else pd.DataFrame({self.numeraire: [1.0]}, index=[0])

    def fundamental(self, assets: pd.Series, steps: pd.Series) -> FloatArray:
        """Fundamental price of each asset at each step, numeraire per unit, (n,); NaN for an asset that has none."""
        wide = self.fundamentals
        row = np.maximum(np.searchsorted(wide.index.to_numpy(), steps.to_numpy(), side="right") - 1, 0)
        column: npt.NDArray[np.intp] = wide.columns.get_indexer(pd.Index(assets))
        prices: FloatArray = wide.to_numpy(dtype=np.float64)[row, column]
        return np.where(column >= 0, prices, np.nan)

    @cached_property
    def end(self) -> tuple[int, float]:
        """The last step of the run and its time in seconds."""
        last = [(int(frame["step"].max()), float(frame["time"].max())) for frame in self.events.values() if len(frame)]
        return max(last, default=(0, 0.0))

    @property
    def length(self) -> float:
        """Seconds from the start to the end of the last step."""
        return self.end[1] + self.step_seconds

    def _venues_using(self, use: str) -> list[str]:
        using = set(self.listings.loc[self.listings["use"] == use, "venue"])
        opened = [venue for venue in self.kinds if venue in using]
        return opened + sorted(using.difference(opened))
