"""A run with one venue of perpetuals, by hand: margin in USD, one long closed in each way."""

from firesale.analysis.tables import RunTables
from firesale.market.events import (
    AssetListed,
    FundDrawn,
    MarginRecorded,
    PositionDeleveraged,
    PositionLiquidated,
    VenueOpened,
)
from tests.analysis.conftest import RunBuilder


def perpetual_run(run: RunBuilder) -> RunTables:
    """Owner 1, 10 long, sold to the vault at 92, bankrupt at 91; owner 2, 5 long, taken over by 7 at 84, bankrupt at 90, mark 85; owner 3, 4 long,
    closed at 95 with the mark at 80 against 5 (3 units) and 6 (1 unit).
    """
    run.price("ETH", [100.0, 93.0, 80.0])
    run.at(0, VenueOpened("perps", "perpetuals"))
    run.at(0, AssetListed("perps", "ETH", "perpetual", "", "", 0.1), AssetListed("perps", "USD", "margin", "", "", 0.0))
    run.at(1, PositionLiquidated("perps", -1, 1, "ETH", -10.0, 92.0, 93.0, 91.0, 10.0, 0.5, 1.0))
    run.at(2, PositionLiquidated("perps", 7, 2, "ETH", -5.0, 84.0, 85.0, 90.0, -30.0, -0.5, 1.0))
    run.at(2, FundDrawn("perps", 2, "ETH", 30.0, 0.0))
    run.at(2, PositionDeleveraged("perps", 5, 3, "ETH", 3.0, 95.0, 80.0))
    run.at(2, PositionDeleveraged("perps", 6, 3, "ETH", 1.0, 95.0, 80.0))
    run.at(2, MarginRecorded("perps", 3, 0, 900.0, 40.0, 2.0, 5.0, 1_000.0))
    return run.tables()
