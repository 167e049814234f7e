"""A shipped scenario played to some step: the living market beside the tables of what happened until then."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.market import Market
from firesale.market.venues.lending_pool import LendingPool


@dataclass(frozen=True)
class Living:
    """A market in the middle of its run."""

    market: Market
    tables: RunTables
    step: int

    def pools(self) -> dict[str, LendingPool]:
        """The lending pools by name."""
        return {name: venue for name, venue in self.market.venues.items() if isinstance(venue, LendingPool)}

    def held(self, account: int, asset: str) -> float:
        """What an account has in its wallet."""
        site = self.market.site
        return site.ledger.balance(account, site.assets.column[asset])


@cache
def living(name: str, step: int, *changes: tuple[str, object]) -> Living:
    """The scenario after `step` steps, with some keys changed."""
    model = MarketModel(Scenario.load(name, dict(changes)))
    for _ in range(step):
        model.step()
    events = {kind: pd.DataFrame(table) for kind, table in model.market.site.log.tables().items()}
    form = model.scenario.form
    return Living(model.market, RunTables(events, next(iter(form.assets)), form.time.step_seconds), step)
