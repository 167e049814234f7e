import numpy as np

from firesale.market.actions import Swap
from firesale.market.founding import OracleTerms
from firesale.market.oracles.base import Observation
from firesale.market.oracles.spot import Spot
from tests.markets import VENUES, give, refusals, small_market


def test_it_reports_what_it_sees() -> None:
    oracle = Spot()
    state = oracle.report(oracle.start(Observation(0.0, np.array([1.0, 2.0]))), Observation(9.0, np.array([3.0, 4.0])))
    assert state.prices.tolist() == [3.0, 4.0]


def test_a_trade_is_seen_at_once_and_only_for_what_the_source_trades() -> None:
    market = small_market(venues={"swap": VENUES["swap"]}, oracles={"live": OracleTerms(Spot(), ("swap",))})
    give(market, 0, "ETH", 1000.0)
    feed = market.feeds["live"]
    assert feed.prices_of(("ETH", "BTC")).tolist() == [2000.0, 30_000.0]
    assert refusals(market, Swap(account=0, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=1000.0)) == []
    assert feed.prices_of(("ETH",))[0] == market.venues["swap"].price < 501.0  # type: ignore[attr-defined]
    assert feed.prices_of(("USDC", "BTC")).tolist() == [1.0, 30_000.0]
