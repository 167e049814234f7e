"""An oracle at work in a market: what it reads where, what claims are worth, what it writes down."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Supply, Swap
from firesale.market.events import OracleOpened, PriceReported
from firesale.market.founding import OracleTerms
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.oracles import ORACLES
from firesale.market.oracles.capped_growth import CappedGrowth
from firesale.market.oracles.delayed import Delayed
from firesale.market.oracles.feed import kind_of
from firesale.market.oracles.median import Median
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.markets import POOL, VENUES, give, pool_of, refusals, set_price, small_market


def shares_market(oracle: OracleTerms) -> Market:
    """A pool that lends USDC against shares of the exchange."""
    shares = replace(
        POOL,
        collateral=("swap:shares",),
        margin=LoanToValue(np.array([0.5]), np.array([0.6])),
        liquidation=FixedSpread(np.array([0.1])),
        collateral_cap=np.array(np.inf),
    )
    return small_market(venues={"swap": VENUES["swap"], "pool": shares}, oracles={"fair": oracle})


def test_reports_are_written_down_when_they_change() -> None:
    market = small_market(venues={}, oracles={"fair": OracleTerms(Push(deviation=0.1, heartbeat=1e9))})
    assert market.site.log.table(PriceReported)["asset"].tolist() == ["USDC", "ETH", "BTC"]
    mark = market.site.log.mark()
    set_price(market, "ETH", 2100.0)
    assert not [event for event in market.site.log.since(mark) if isinstance(event, PriceReported)]
    set_price(market, "ETH", 2300.0)
    reported = [event for event in market.site.log.since(mark) if isinstance(event, PriceReported)]
    assert [(event.oracle, event.asset, event.price, event.window) for event in reported] == [
        ("fair", "ETH", 2300.0, 0.0)
    ]


def test_what_a_player_does_with_the_prices_that_he_sees_does_not_change_them() -> None:
    market = small_market(oracles={"fair": OracleTerms(Push())})
    seen = market.look().credit("pool").collateral_price
    with pytest.raises(ValueError, match="read-only"):
        seen *= 0.5
    assert pool_of(market).positions.collateral_prices().tolist() == [2000.0, 30_000.0]


def test_an_oracle_that_is_not_live_keeps_its_report_until_the_next_one() -> None:
    oracles = {"late": OracleTerms(Push(deviation=0.0), ("swap",))}
    market = small_market(venues={"swap": VENUES["swap"]}, oracles=oracles)
    give(market, 0, "ETH", 1000.0)
    refusals(market, Swap(account=0, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=1000.0))
    assert market.feeds["late"].prices_of(("ETH",)).tolist() == [2000.0]
    market.report_prices()
    assert market.feeds["late"].prices_of(("ETH",))[0] < 501.0


def test_the_quote_asset_of_a_source_is_valued_in_the_numeraire() -> None:
    venue = {"pair": ConstantProductTerms("BTC", "ETH", base_reserve=10.0)}
    market = small_market(venues=venue, oracles={"fair": OracleTerms(Spot(), ("pair",))})
    assert market.feeds["fair"].prices_of(("BTC",)).tolist() == [30_000.0]
    set_price(market, "ETH", 1000.0)
    assert market.feeds["fair"].prices_of(("BTC",)).tolist() == [15_000.0]


def test_one_row_per_exchange_that_is_read_at_any_depth_names_the_outermost_rule() -> None:
    venues = dict.fromkeys(("here", "there", "unread"), VENUES["swap"])
    inner = Median((Push(sources=("there",)), Twap(mean="geometric")))
    market = small_market(venues=venues, oracles={"osm": OracleTerms(Delayed(inner), ("here",))})
    opened = market.site.log.table(OracleOpened)
    assert opened["source"].tolist() == ["there", "here"]
    assert opened["kind"].tolist() == ["delayed", "delayed"]
    assert opened["mean"].tolist() == ["geometric", "geometric"]
    assert opened["live"].tolist() == [False, False]


def test_the_kind_is_written_as_in_a_scenario() -> None:
    for kind, rule in ORACLES.items():
        assert kind_of(rule) == kind


def test_an_oracle_inside_reads_what_the_one_around_it_reads_unless_it_names_something() -> None:
    """The exchange shows another price for ETH than the fundamental one; nobody trades BTC."""
    venues = {
        "swap": ConstantProductTerms("ETH", "USDC", base_reserve=100.0, quote_reserve=150_000.0),
        "fair": VENUES["swap"],
    }
    around = OracleTerms(Median((Spot(),)), ("swap",))
    named = OracleTerms(Median((Spot(sources=("fair",)),)))
    market = small_market(venues=venues, oracles={"around": around, "named": named})
    assert market.feeds["around"].prices_of(("ETH", "BTC")).tolist() == [1500.0, 30_000.0]
    assert market.feeds["named"].prices_of(("ETH", "BTC")).tolist() == [2000.0, 30_000.0]


def test_an_action_within_a_round_moves_what_is_live_in_it_and_nothing_else() -> None:
    oracles = {
        "capped": OracleTerms(CappedGrowth(Spot(), growth={"ETH": 0.0}), ("swap",)),
        "late": OracleTerms(Delayed(Spot()), ("swap",)),
        "two": OracleTerms(Median((Push(deviation=0.0), Push(deviation=0.0), Spot())), ("swap",)),
    }
    market = small_market(venues={"swap": VENUES["swap"]}, oracles=oracles)
    give(market, 0, "ETH", 1000.0)
    refusals(market, Swap(account=0, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=1000.0))
    now = market.venues["swap"].price  # type: ignore[attr-defined]
    assert [feed.prices_of(("ETH",))[0] for feed in market.feeds.values()] == [now, 2000.0, 2000.0]
    market.report_prices()
    assert [feed.prices_of(("ETH",))[0] for feed in market.feeds.values()] == [now, 2000.0, now]


def test_a_receipt_token_is_worth_its_redemption_rate_times_its_underlying() -> None:
    market = small_market()
    pool_of(market).reserves.supply_index[0] = 1.25
    assert market.feeds["fair"].prices_of(("pool:USDC", "USDC")).tolist() == [1.25, 1.0]


def test_a_receipt_token_that_a_source_trades_is_worth_what_it_trades_at() -> None:
    venues = {"pool": POOL, "pair": ConstantProductTerms("pool:USDC", "USDC", base_reserve=100.0, quote_reserve=98.0)}
    market = small_market(venues=venues, oracles={"fair": OracleTerms(Spot(), ("pair",))})
    assert market.feeds["fair"].prices_of(("pool:USDC",)).tolist() == [0.98]


@pytest.mark.parametrize("oracle", [OracleTerms(Spot()), OracleTerms(Push(deviation=0.0))])
def test_a_share_of_an_exchange_is_worth_its_part_of_the_reserves_now(oracle: OracleTerms) -> None:
    """The reserves are worth 4,000,000 at the start and 3,000,000 when ETH has halved: the share as collateral follows at once."""
    market = shares_market(oracle)
    shares = float(market.site.ledger.supply[market.site.assets.column["swap:shares"]])
    assert market.feeds["fair"].prices_of(("swap:shares",)) == pytest.approx([4e6 / shares])
    set_price(market, "ETH", 1000.0)
    assert market.feeds["fair"].prices_of(("swap:shares",)) == pytest.approx([3e6 / shares])


def test_a_position_on_shares_becomes_unsafe_when_what_stands_behind_them_falls() -> None:
    market = shares_market(OracleTerms(Spot()))
    column = market.site.assets.column["swap:shares"]
    part = float(market.site.ledger.supply[column]) / 1000.0  # worth 4000
    market.site.ledger.transfer(column, market.site.world, 0, part)
    give(market, 1, "USDC", 1e5)
    assert refusals(market, Supply(account=1, venue="pool", asset="USDC", amount=1e5)) == []
    pool_of(market).borrowers.place(np.array([0]), np.array([[part]]), np.array([[2000.0]]), "opening")
    assert market.health_of(0, "pool") == pytest.approx(0.6 * 4000.0 / 2000.0)
    set_price(market, "ETH", 1000.0)
    assert market.health_of(0, "pool") == pytest.approx(0.6 * 3000.0 / 2000.0)
