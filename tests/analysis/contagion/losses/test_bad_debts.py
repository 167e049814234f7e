"""What goes into a deficit: debt written off by pools, bands and storefronts, lots that bring too little, interest that nobody pays."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Supply
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import BadDebtRealised, InterestShortfall, PositionSeized
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.rates.constant import Constant
from tests.analysis.contagion.losses.lossy import amounts, losses_of, rows
from tests.market.venues import banded, selling
from tests.markets import POOL, give, pool_of, refusals, set_price, small_market

RICH, FIRST = 0, 2


def test_interest_that_nobody_pays_is_a_loss_without_an_owner() -> None:
    """Lenders earn a fixed 10 %, nobody has borrowed but a little: the protocol has nothing to pay it from."""
    terms = replace(
        POOL,
        rates=(Constant(0.0),),
        supply_rates=(Constant(0.1),),
        backstops=(Socialisation(),),
        reserve_factor=np.zeros(1),
    )
    market = small_market(5, venues={"pool": terms})
    give(market, RICH, "USDC", 1000.0)
    give(market, FIRST, "ETH", 1.0)
    assert refusals(market, Supply(account=RICH, venue="pool", asset="USDC", amount=1000.0)) == []
    pool_of(market).borrowers.place(np.array([FIRST]), np.array([[1.0, 0.0]]), np.array([[10.0]]), "opening")
    market.accrue(365 * 86_400.0)
    market.absorb()
    assert market.site.log.table(InterestShortfall)["amount"].tolist() == [pytest.approx(100.0)]
    assert amounts(losses_of(market), "origin", "owner", "path", "group") == {
        ("interest", -1, "socialisation", "g0"): 100.0
    }


def test_a_lot_that_brings_too_little_is_a_loss_of_its_owner() -> None:
    """1,000 coins owed, the lot of 6 ETH goes for what the Dutch auction asks: the mint has no surplus, so holders of the coin bear the rest."""
    market = selling.market_of(selling.vaults_terms(DutchAuction(most_on_sale=1e9)))
    selling.pledge(market, selling.OWNER, 6.0, 700.0)
    selling.crash(market, 90.0)
    selling.lots_of(market).sell(0, selling.KEEPER, 6.0, 450.0, selling.KEEPER)
    selling.lots_of(market).close(0)
    market.absorb()
    found = losses_of(market, "USD")
    assert rows(found, "venue", "asset", "path", "origin", "owner", "bearer") == [
        ["place", "COIN", "uncovered", "auction", selling.OWNER, "coin holders"]
    ]
    seized = market.site.log.table(PositionSeized)
    owed = float(seized["repaid"][0] + seized["reward"][0])
    assert found.table["amount"].tolist() == [pytest.approx(owed - 450.0)]


def test_bands_that_sold_everything_for_too_little_leave_what_is_missing_to_their_lenders() -> None:
    market = banded.banded(replace(banded.TERMS, backstops=(Socialisation(),)))
    banded.borrow(market)
    market.site.log.time += 600.0
    set_price(market, "ETH", 1000.0)
    banded.arbitrage(market, 1000.0)
    market.absorb()
    lost = market.site.log.table(BadDebtRealised)["amount"]
    assert 0.0 < lost[0] < 13_000.0
    found = losses_of(market)
    assert rows(found, "venue", "path", "origin", "owner", "bearer", "account") == [
        ["bands", "socialisation", "bad debt", banded.OWNER, "lenders", banded.LENDER]
    ]
    assert found.table["amount"].tolist() == pytest.approx(lost.tolist())


def test_a_storefront_leaves_what_it_will_not_get_for_the_collateral() -> None:
    """16,000 owed; 10 ETH at 1,500 are asked 0.97 x 15,000 for: 1,450 are missing."""
    market = selling.market_of(
        selling.pool_terms(Absorb(np.array([0.95])), ratio=1.0 / 0.95), {"USD": 1.0, "ETH": 2000.0}
    )
    selling.pledge(market, selling.OWNER, 10.0, 16_000.0)
    selling.crash(market, 1500.0)
    assert amounts(losses_of(market, "USD"), "origin", "path", "owner") == {
        ("bad debt", "uncovered", selling.OWNER): 1450.0
    }
