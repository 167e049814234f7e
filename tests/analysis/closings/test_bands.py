import numpy as np

from firesale.analysis.closings.bands import written_off
from firesale.market.events import (
    BadDebtRealised,
    BandHealthStated,
    Repaid,
    SoftLiquidated,
    VenueOpened,
)
from tests.analysis.contagion.conftest import Written, near


def test_who_sold_everything_for_less_than_the_debt_is_closed_by_nobody(written: Written) -> None:
    """Two of them at once: 700 of 800 and 380 of 400 are repaid, the price of ETH being 80."""
    both = np.array([1, 2])
    written.oracle().pool("p").position("p", 3, 0.9).add(VenueOpened("bands", "bands"))
    written.add(
        SoftLiquidated("bands", both, "ETH", "USD", np.array([9.0, 5.0]), np.array([700.0, 380.0]), 80.0, 1.0),
        BandHealthStated("bands", both, "trade", 1, np.array([0.82, 0.89]), 0.0, 1.0, 1.0),
        Repaid("bands", both, "USD", np.array([700.0, 380.0]), "liquidation"),
        BadDebtRealised("bands", both, "USD", np.array([100.0, 20.0]), 1.0),
    ).write_off("p", 3, 50.0)
    found = written_off(written.tables())
    assert found[["borrower", "account", "collateral", "debt", "by"]].to_numpy().tolist() == [
        [1, -1, "ETH", "USD", "BadDebtRealised"],
        [2, -1, "ETH", "USD", "BadDebtRealised"],
    ]
    near(found[["repaid", "seized", "health_before"]], [[700.0, 8.75, 0.82], [380.0, 4.75, 0.89]])
    assert found["received"].tolist() == [0.0, 0.0]
    assert found["sequence"].tolist() == [written.log.mark() - 3] * 2


def test_bad_debt_of_other_venues_is_no_closing_by_itself(written: Written) -> None:
    written.oracle().pool("p").position("p", 3, 0.9).write_off("p", 3, 50.0)
    assert len(written_off(written.tables())) == 0
