"""Two pools by hand, the receipt token of the one pledged in the other.

Step 0, ETH at 100 USD: `first` lends USD against ETH, `second` lends USD against ETH and `first:USD`. Account 1 has lent 1000 to `first`, account 3
800 to `second`. Account 2 has lent 500 to `first`, pledged the receipt in `second` and owes 400 there. Account 4 has pledged 10 ETH in `first`,
where it owes 600, and 2 ETH in `second`, where it owes 100. A sale of 1000 USD moves ETH by 1 % on `book`, which `feed` reads.
"""

import pytest

from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.events import (
    AssetListed,
    BadDebtRealised,
    Borrowed,
    CollateralPosted,
    InterestAccrued,
    Liquidated,
    LiquidityRecorded,
    LossAbsorbed,
    OracleOpened,
    PriceReported,
    Supplied,
    VenueOpened,
)
from tests.analysis.conftest import RunBuilder


@pytest.fixture
def two_pools(run: RunBuilder) -> RunBuilder:
    """The opening."""
    run.exchange("book").price("USD", [1.0]).price("ETH", [100.0])
    run.at(0, OracleOpened("feed", "push", "book", "point", False), LiquidityRecorded("book", "ETH", 1000.0))
    run.at(0, PriceReported("feed", "USD", 1.0, 0, 0.0), PriceReported("feed", "ETH", 100.0, 0, 0.0))
    for pool, collateral in (("first", ["ETH"]), ("second", ["ETH", "first:USD"])):
        run.at(0, VenueOpened(pool, "lending_pool"))
        for asset in collateral:
            run.at(0, AssetListed(pool, asset, "collateral", "USD" if ":" in asset else "", "feed", 0.8))
        run.at(0, AssetListed(pool, "USD", "debt", "", "feed", 0.0))
        run.at(0, AssetListed(pool, f"{pool}:USD", "receipt", "USD", "", 0.0))
    for account, role in ((1, "lender"), (2, "leveraged_trader"), (3, "lender"), (4, "leveraged_trader")):
        run.account(account, role, f"group-{account}")
    run.at(
        0, Supplied("first", 1, "USD", 1000.0, 1000.0, "opening"), Supplied("first", 2, "USD", 500.0, 500.0, "opening")
    )
    run.at(0, Supplied("second", 3, "USD", 800.0, 800.0, "opening"))
    run.at(0, CollateralPosted("first", 4, "ETH", 10.0, "opening"), Borrowed("first", 4, "USD", 600.0, "opening"))
    run.at(
        0, CollateralPosted("second", 2, "first:USD", 500.0, "opening"), Borrowed("second", 2, "USD", 400.0, "opening")
    )
    return run.at(
        0, CollateralPosted("second", 4, "ETH", 2.0, "opening"), Borrowed("second", 4, "USD", 100.0, "opening")
    )


@pytest.fixture
def opened(two_pools: RunBuilder) -> State:
    """The state at the opening."""
    return state_at(two_pools.tables())


@pytest.fixture
def two_pools_later(two_pools: RunBuilder) -> RunBuilder:
    """Step 1: debts in `first` grow by 10 %, claims by 4 %. Step 2: ETH falls to 50 and account 4 is closed in `first`.

    The liquidator, 5, repays 440 for all 10 ETH; 220 are left and borne by the lenders of `first`. It also buys 100 of the receipt tokens in
    `second` for 90, of which one goes to the treasury.
    """
    two_pools.price("ETH", [100.0, 100.0, 50.0])
    two_pools.at(1, InterestAccrued("first", "USD", 60.0, 1.1, 1.04))
    two_pools.at(2, PriceReported("feed", "ETH", 50.0, 0, 0.0))
    two_pools.at(2, Liquidated("first", 5, 4, "ETH", "USD", 440.0, 10.0, 0.0, 50.0, 1.0, 0.6, 0.0))
    two_pools.at(2, BadDebtRealised("first", 4, "USD", 220.0, 1.0))
    two_pools.at(2, LossAbsorbed("first", "socialisation", "lenders", "USD", 220.0, 1.0, 1.04 * 1340.0 / 1560.0))
    return two_pools.at(2, Liquidated("second", 5, 2, "first:USD", "USD", 90.0, 100.0, 1.0, 0.9, 1.0, 0.99, 1.0))
