import math

import numpy as np
import pytest

from firesale.agents.noise_trader.noise import Noise
from firesale.market.actions import Motive, Swap
from firesale.market.venues.constant_product import ConstantProductTerms
from tests.agents.playing import cohort_of, decide, market_of, play
from tests.markets import VENUES, give, held, small_market

SIZE = 4000


def wishes(noise: Noise, size: int = SIZE) -> tuple[list[Swap], float]:
    """Orders of a rich cohort at one step; the price of the exchange."""
    market = market_of(size)
    ledger, accounts = market.site.ledger, np.arange(size)
    ledger.mint(0, accounts, np.full(size, 1e9))
    ledger.mint(market.site.assets.column["ETH"], accounts, np.full(size, 1e6))
    actions = decide(market, cohort_of(noise, size))
    assert all(isinstance(action, Swap) for action in actions)
    return [action for action in actions if isinstance(action, Swap)], market.look().curve("deep").price


def test_as_many_trade_as_their_activity_says_half_of_them_buying() -> None:
    (buys, sells), _ = wishes(Noise("deep", activity=0.1))
    assert (buys.asset_in, sells.asset_in) == ("USDC", "ETH")
    trades = np.size(buys.account) + np.size(sells.account)
    assert trades == pytest.approx(0.1 * SIZE, abs=4.0 * math.sqrt(0.09 * SIZE))
    assert np.size(buys.account) == pytest.approx(0.5 * trades, abs=4.0 * math.sqrt(0.25 * trades))


def test_sizes_have_the_mean_that_is_asked_for_on_both_sides() -> None:
    (buys, sells), price = wishes(Noise("deep", activity=1.0, mean_size=500.0, dispersion=0.5), 10 * SIZE)
    error = 4.0 * 500.0 * math.sqrt(math.expm1(0.25)) / math.sqrt(5 * SIZE)
    assert np.mean(np.asarray(buys.amount_in)) == pytest.approx(500.0, abs=error)
    assert np.mean(np.asarray(sells.amount_in) * price) == pytest.approx(500.0, abs=error)


def test_without_dispersion_every_trade_has_the_mean_size() -> None:
    (buys, sells), price = wishes(Noise("deep", activity=1.0, mean_size=500.0, dispersion=0.0))
    assert np.asarray(buys.amount_in) == pytest.approx(500.0)
    assert np.asarray(sells.amount_in) == pytest.approx(500.0 / price)


def test_a_buyer_only_buys_and_an_idle_account_does_nothing() -> None:
    ((buys,), _) = wishes(Noise("deep", activity=np.array([1.0, 0.0, 1.0]), buys=1.0), 3)
    assert np.asarray(buys.account).tolist() == [0, 2]
    assert buys.motive is Motive.NOISE


def test_it_trades_no_more_than_it_holds() -> None:
    market = market_of(4)
    give(market, 0, "USDC", 100.0)
    give(market, 1, "ETH", 0.01)
    cohort = cohort_of(Noise("deep", activity=1.0, mean_size=1000.0, dispersion=0.0), 4)
    for moment in range(1, 20):
        assert play(market, cohort, moment) == []
    assert held(market, 0, "USDC") + 2000.0 * held(market, 0, "ETH") == pytest.approx(100.0)
    assert held(market, 1, "USDC") + 2000.0 * held(market, 1, "ETH") == pytest.approx(20.0)


def test_its_trades_move_the_price_of_a_shallow_exchange() -> None:
    market = market_of(4)
    give(market, 0, "ETH", 1000.0)
    assert play(market, cohort_of(Noise("swap", activity=1.0, mean_size=100_000.0, buys=0.0, dispersion=0.0), 1)) == []
    assert market.look().curve("swap").price < 1900.0


def test_a_quote_asset_without_a_price_is_not_traded_for() -> None:
    venues = {"cross": ConstantProductTerms("ETH", "BTC", base_reserve=10.0)}
    market = small_market(1, venues=venues)
    give(market, 0, "ETH", 10.0)
    give(market, 0, "BTC", 10.0)
    assert decide(market, cohort_of(Noise("cross", activity=1.0), 1)) == []


def test_a_quote_asset_that_has_a_price_elsewhere_is_traded_for_its_value() -> None:
    venues = {**VENUES, "cross": ConstantProductTerms("BTC", "ETH", base_reserve=10.0)}
    market = small_market(1, venues=venues)
    give(market, 0, "ETH", 10.0)
    (buy,) = decide(market, cohort_of(Noise("cross", activity=1.0, mean_size=1000.0, dispersion=0.0, buys=1.0), 1))
    assert isinstance(buy, Swap)
    assert (buy.asset_in, buy.asset_out) == ("ETH", "BTC")
    assert np.asarray(buy.amount_in) == pytest.approx([0.5])
