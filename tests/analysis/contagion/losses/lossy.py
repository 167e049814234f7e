"""Real small markets in which somebody loses, as the tables of a run."""

import pandas as pd
import pytest

from firesale.analysis.contagion.losses.losses import Losses, losses
from firesale.analysis.tables import RunTables
from firesale.market.events import AccountOpened
from firesale.market.market import Market

EXACT = 1e-9


def tables_of(market: Market, numeraire: str = "USDC") -> RunTables:
    """What happened in a market; every account is a group of its own: g0, g1, ..."""
    log = market.site.log
    for account in range(market.site.players):
        log.add(AccountOpened(account, f"g{account}", "player", "none"))
    market.record_prices()
    frames = {name: pd.DataFrame(columns) for name, columns in log.tables().items()}
    return RunTables(frames, numeraire, 60.0)


def losses_of(market: Market, numeraire: str = "USDC") -> Losses:
    """The losses of a market, which must add up."""
    found = losses(tables_of(market, numeraire))
    adds_up(found)
    return found


def adds_up(found: Losses) -> None:
    """What positions left is what was borne, for each venue and asset."""
    stated = found.balance["stated"]
    allowed = EXACT * stated.abs() + 1e-300
    for side in ("left", "borne"):
        assert ((found.balance[side] - stated).abs() <= allowed).all(), found.balance


def rows(found: Losses, *names: str) -> list[list[object]]:
    """Some columns of the table, row by row."""
    return [list(row) for row in found.table[list(names)].itertuples(index=False)]


def amounts(found: Losses, *keys: str) -> dict[object, object]:
    """Units by some columns, to be compared with those worked out by hand."""
    summed = found.table.groupby(list(keys) if len(keys) > 1 else keys[0])["amount"].sum()
    return {key: pytest.approx(value, rel=1e-9) for key, value in summed.items()}
