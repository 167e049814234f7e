import math

import pytest

from firesale.analysis.metrics.auction_revenue import AuctionRevenue
from firesale.analysis.tables import RunTables
from firesale.market.events import AuctionEnded, AuctionRestarted, LotTaken, PositionSeized
from tests.analysis.conftest import RunBuilder


def seized(lot: int, debt: float) -> PositionSeized:
    return PositionSeized("maker", 2, 1, "ETH", "USD", debt, 10.0, 0.1 * debt, 5.0, 100.0, 1.0, 0.9, math.inf, lot)


def taken(lot: int, units: float, paid: float) -> LotTaken:
    return LotTaken("maker", 3, lot, "ETH", "USD", units, paid, 100.0)


def ended(lot: int, raised: float, uncovered: float) -> AuctionEnded:
    return AuctionEnded("maker", 1, lot, raised, uncovered, 0.0, 600.0)


def three_lots(run: RunBuilder) -> RunTables:
    """One for nothing, one in two parts for 90 % of its worth and restarted once, one still on sale."""
    run.at(0, seized(0, 500.0), seized(1, 700.0), seized(2, 100.0))
    run.at(1, AuctionRestarted("maker", 2, 1, 5.0), taken(0, 10.0, 0.01), ended(0, 0.01, 504.99))
    run.at(1, taken(1, 4.0, 360.0), taken(1, 4.0, 360.0), ended(1, 720.0, 0.0))
    return run.tables()


def test_what_lots_brought_is_compared_with_their_debt_and_their_worth(run: RunBuilder) -> None:
    found = AuctionRevenue().measure(three_lots(run))
    assert found["recovered"] == pytest.approx(1.0 - 504.99 / (505.0 + 710.0))
    assert found["price"] == pytest.approx(720.01 / 1800.0)
    assert found["seconds"] == 600.0


def test_without_auctions_nothing_was_recovered_or_lost(empty: RunTables) -> None:
    assert math.isnan(AuctionRevenue().measure(empty)["recovered"])
