import numpy as np

from firesale.analysis.closings.perpetuals import deleveraged, liquidated, margin_assets
from firesale.market.events import PositionDeleveraged
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_perpetuals import deleveraged as deleveraged_by
from tests.analysis.contagion.written_perpetuals import perpetuals
from tests.analysis.perpetual_run import perpetual_run

SAYS = ["borrower", "account", "seized", "collateral_price", "repaid", "left"]


def test_positions_that_were_taken_over(run: RunBuilder) -> None:
    """1 sells 10 at 92 with the mark at 93 and pays the fund 10: left with 910. 2 sells 5 at 84, mark 85; the fund pays 30."""
    found = liquidated(perpetual_run(run))
    near(found[SAYS].astype(float), [[1, -1, 10.0, 93.0, 910.0, 0.0], [2, 7, 5.0, 85.0, 420.0, 30.0]])
    assert found["collateral"].tolist() == ["ETH", "ETH"]
    assert found["debt"].tolist() == ["USD", "USD"]


def test_positions_that_were_closed_against_others(run: RunBuilder) -> None:
    """3 units and 1 at 95 with the mark at 80: the owner gains the 45 and the 15 that others lose."""
    found = deleveraged(perpetual_run(run))
    near(found[SAYS].astype(float), [[3, -1, 3.0, 80.0, 240.0, 45.0], [3, -1, 1.0, 80.0, 80.0, 15.0]])
    assert np.isnan(found["health_before"]).all()
    assert found["by"].tolist() == ["PositionDeleveraged"] * 2


def test_one_event_closes_an_owner_once_and_the_maker_of_the_market_is_one(written: Written) -> None:
    """5 and 6 buy 3 units and 1 of owner 4, at 75 with the mark at 80: the owner pays 20 and nothing is left to others."""
    perpetuals(written)
    buy = np.array([3.0, 1.0])
    written.add(PositionDeleveraged("perps", np.array([5, 6]), 4, "ETH", buy, 75.0, 80.0))
    found = deleveraged(written.add(deleveraged_by(5, -1, 2.0, 75.0, 80.0)).tables())
    near(found[SAYS].astype(float), [[4, -1, 4.0, 80.0, 300.0, 0.0], [-1, -1, 2.0, 80.0, 150.0, 0.0]])


def test_margin_assets_by_venue(run: RunBuilder) -> None:
    assert margin_assets(perpetual_run(run)) == {"perps": "USD"}
