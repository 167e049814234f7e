"""What holds for every registered figure."""

import sys
from io import BytesIO

import matplotlib as mpl
import pytest

from firesale.analysis.figures import FIGURES
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised, GroupRecorded, PositionsRecorded, PriceQuoted
from tests.analysis.conftest import RunBuilder


def saved(tables: RunTables, name: str) -> int:
    """Size of the figure as PNG."""
    page = BytesIO()
    FIGURES[name](tables).savefig(page, format="png")
    return len(page.getvalue())


def busy(run: RunBuilder, pools: int) -> RunBuilder:
    run.exchange("uni").price("ETH", [100.0, 90.0, 40.0])
    for step in range(3):
        run.at(step, PriceQuoted("uni", "ETH", 80.0), GroupRecorded("$a$_b^", "lender", 5.0 * step))
    for i in range(pools):
        name = f"pool $\\frac{{{i}}}$ of a very long name indeed"
        run.pool(name, oracle="feed").liquidation(1, name, 10.0).at(2, BadDebtRealised(name, 1, "USD", 3.0, 1.0))
        run.at(1, PositionsRecorded(name, 3, 1, 10.0, 8.0, 0.0, 0.9, 1.0, 1.2, 1.4, 1.9))
    return run


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("pools", [0, 1, 25])
def test_it_is_drawn_without_a_warning(name: str, pools: int, run: RunBuilder) -> None:
    assert saved(busy(run, pools).tables(), name) > 1000


@pytest.mark.parametrize("name", FIGURES)
def test_an_empty_run_is_drawn(name: str, empty: RunTables) -> None:
    assert saved(empty, name) > 1000


@pytest.mark.parametrize("name", FIGURES)
def test_it_leaves_no_global_state(name: str, run: RunBuilder) -> None:
    before = dict(mpl.rcParams)
    saved(busy(run, 2).tables(), name)
    assert dict(mpl.rcParams) == before
    assert not sys.modules["matplotlib.pyplot"].get_fignums()


@pytest.mark.parametrize("name", FIGURES)
def test_it_has_a_caption(name: str) -> None:
    assert FIGURES[name].__doc__
