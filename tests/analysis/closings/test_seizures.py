import numpy as np

from firesale.analysis.closings.seizures import seized
from firesale.market.events import AuctionEnded, PositionSeized
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import seize


def test_a_position_that_was_seized_is_a_closing(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 0.95)
    found = seized(seize(written, "p", 1, lot=4).tables()).iloc[0]
    near(found[["repaid", "seized", "collateral_price", "health_before"]].astype(float), [800.0, 9.5, 100.0, 0.95])
    assert found[["venue", "account", "borrower", "collateral", "debt", "lot", "by"]].tolist() == [
        "p",
        90,
        1,
        "ETH",
        "USD",
        4,
        "PositionSeized",
    ]
    assert found["received"] == found["returned"] == found["left"] == 0.0


def test_what_an_auction_did_not_need_went_back(written: Written) -> None:
    """2 of 9.5 ETH, at the price at which they were seized; another lot gives nothing back."""
    written.oracle().pool("p").position("p", 1, 0.95).position("p", 2, 0.95)
    seize(seize(written, "p", 1, lot=0), "p", 2, lot=1)
    written.step(1).add(AuctionEnded("p", 1, 0, 850.0, 0.0, 2.0, 60.0))
    near(seized(written.tables())["returned"], [200.0, 0.0])


def of_two(penalty: float, btc: float = 500.0) -> tuple[PositionSeized, PositionSeized]:
    """2 ETH at 100 and 1 BTC, with a fifth and four fifths of a debt of 600."""
    return (
        PositionSeized("p", 9, 1, "ETH", "USD", 120.0, 2.0, 0.2 * penalty, 0.0, 100.0, 1.0, 0.9, np.inf, -1),
        PositionSeized("p", 9, 1, "BTC", "USD", 480.0, 1.0, 0.8 * penalty, 0.0, btc, 1.0, 0.9, np.inf, -1),
    )


def test_several_collaterals_are_one_closing_of_the_most_valuable(written: Written) -> None:
    """700 in all are 1.4 BTC; the storefront owes the owner 50 at once."""
    found = seized(written.add(*of_two(-50.0)).tables())
    assert found["collateral"].tolist() == ["BTC"]
    near(found[["seized", "repaid", "returned"]], [[1.4, 600.0, 50.0]])


def test_collateral_that_is_worth_nothing_keeps_its_units(written: Written) -> None:
    worthless = PositionSeized("p", 9, 1, "ETH", "USD", 120.0, 2.0, 0.0, 0.0, 0.0, 1.0, 0.0, np.inf, -1)
    found = seized(written.add(worthless).tables())
    near(found[["seized", "repaid"]], [[2.0, 120.0]])


def test_where_nothing_was_seized_there_is_no_closing(written: Written) -> None:
    assert len(seized(written.tables())) == 0
