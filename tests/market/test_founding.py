import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.founding import MarketTerms, OracleTerms, found_market
from firesale.market.market import Group
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.ordering.arrival import Arrival
from firesale.market.streams import Streams, entity_keys
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.markets import ORACLES, POOL, PRICES, VENUES, small_market


def test_assets_are_the_base_assets_and_what_venues_issue() -> None:
    market = small_market()
    assets = market.site.assets
    assert assets.names == ("USDC", "ETH", "BTC", "swap:shares", "pool:USDC")
    assert (assets.numeraire, assets.base_count) == ("USDC", 3)
    assert assets.underlying == {"swap:shares": "", "pool:USDC": "USDC"}
    assert assets.values[:3].tolist() == [1.0, 2000.0, 30_000.0]


def test_every_account_of_a_venue_has_a_row_of_its_own_behind_the_players() -> None:
    market = small_market(10)
    pool, site = market.venues["pool"], market.site
    accounts = [
        site.world,
        market.router.fee_account,
        market.venues["swap"].account,  # type: ignore[attr-defined]
        market.venues["book"].account,  # type: ignore[attr-defined]
        pool.reserves.account,  # type: ignore[attr-defined]
        pool.positions.custody,  # type: ignore[attr-defined]
        pool.liquidators.treasury,  # type: ignore[attr-defined]
    ]
    assert sorted(accounts) == list(range(10, 17))
    assert len(site.ledger.balances) == 17


def test_a_pool_may_stand_before_the_exchange_that_its_oracle_reads() -> None:
    venues = {"pool": POOL, "swap": VENUES["swap"]}
    market = small_market(venues=venues, oracles={"fair": OracleTerms(Spot(), ("swap",))})
    assert list(market.venues) == ["swap", "pool"]
    market.audit()


@pytest.mark.parametrize("source", ["nowhere", "pool"])
def test_an_oracle_reads_exchanges_only(source: str) -> None:
    with pytest.raises(BadValueError, match=r"oracles\.fair\.sources: received"):
        small_market(oracles={"fair": OracleTerms(Spot(), (source,))})


def test_the_first_reports_are_what_the_sources_show_at_the_start() -> None:
    venues = {"swap": ConstantProductTerms("ETH", "USDC", base_reserve=10.0, quote_reserve=19_000.0)}
    oracles = {"exchange": OracleTerms(Push(), ("swap",)), "fundamental": OracleTerms(Push())}
    market = small_market(venues=venues, oracles=oracles)
    assert market.feeds["exchange"].prices_of(("ETH", "BTC")).tolist() == [1900.0, 30_000.0]
    assert market.feeds["fundamental"].prices_of(("ETH",)).tolist() == [2000.0]


def test_the_same_terms_can_be_founded_at_other_prices() -> None:
    terms = MarketTerms(PRICES, VENUES, ORACLES, Arrival()).at_prices({"USDC": 1.0, "ETH": 500.0, "BTC": 8000.0})
    market = found_market(terms, [Group("all", "x", np.arange(2))], entity_keys("all", 2), Streams(1))
    assert market.venues["swap"].price == 500.0  # type: ignore[attr-defined]


@pytest.mark.parametrize("reserve", [0.0, -5.0, float("nan"), float("inf")])
def test_a_reserve_that_is_no_positive_number_is_refused(reserve: float) -> None:
    with pytest.raises(BadValueError, match=r"ConstantProductTerms\.quote_reserve"):
        ConstantProductTerms("ETH", "USDC", base_reserve=10.0, quote_reserve=reserve)


def test_receipts_that_an_exchange_opens_with_are_backed_by_a_deposit() -> None:
    pair = ConstantProductTerms("pool:USDC", "USDC", base_reserve=100.0, quote_reserve=98.0)
    market = small_market(venues={"pool": POOL, "pair": pair})
    reserves = market.venues["pool"].reserves  # type: ignore[attr-defined]
    assert (reserves.cash(0), reserves.deposits(0)) == (100.0, 100.0)
    market.check()
    market.audit()
