import numpy as np
import pytest

from firesale.agents.clearing_member.dealer import Dealer
from firesale.market.actions import OfferContract, TradeContract
from tests.agents.clearing_member.called import called, called_market, has_defaulted, next_day
from tests.agents.playing import clear, cohort_of, decide, house_of, market_of, play
from tests.markets import give, held, refusals


def test_it_pays_a_call_from_cash() -> None:
    market = called_market()
    owed = called(market)
    give(market, 0, "USDC", owed + 7.0)
    give(market, 0, "ETH", 50.0)
    assert play(market, cohort_of(Dealer("clearing", "swap"), 1)) == []
    assert called(market) == 0.0
    assert (held(market, 0, "USDC"), held(market, 0, "ETH")) == pytest.approx((7.0, 50.0))


def test_it_sells_what_cash_does_not_pay_and_the_price_falls() -> None:
    market = called_market()
    give(market, 0, "USDC", 1000.0)
    give(market, 0, "ETH", 500.0)
    before = market.look().curve("swap").price
    assert play(market, cohort_of(Dealer("clearing", "swap", cushion=0.0), 1)) == []
    assert called(market) == 0.0
    assert held(market, 0, "USDC") == 0.0
    assert market.look().curve("swap").price < before
    house = house_of(market)
    assert house.assessor.at(house.members.row_of[np.array([0])]).missing[0] == pytest.approx(0.0, abs=1e-3)


def test_a_sale_takes_the_impact_of_its_own_into_account() -> None:
    market = called_market()
    give(market, 0, "ETH", 500.0)
    play(market, cohort_of(Dealer("clearing", "swap", cushion=0.2), 1))
    members = house_of(market).members
    posted = members.cash[members.row_of[0]]
    # 100 x 2,000 x 15 % to begin with, 100 x 300 lost, 100 x 1,700 x 15 % needed: called for that, sold for 1.2 times
    assert posted == pytest.approx(1.2 * 25_500.0, rel=1e-6)


def test_without_cash_and_assets_it_defaults() -> None:
    market = called_market()
    assert play(market, cohort_of(Dealer("clearing", "swap"), 1)) == []
    next_day(market, 2, 1700.0)
    assert has_defaulted(market)


def test_it_takes_out_margin_that_it_does_not_need() -> None:
    market = market_of()
    clear(market, 0, 9, 100.0, margin=5.0)
    assert play(market, cohort_of(Dealer("clearing", "swap", most_margin=2.0), 1)) == []
    assert held(market, 0, "USDC") == pytest.approx(3.0 * 30_000.0)


def test_it_offers_contracts_on_both_sides_for_others_to_take() -> None:
    market = market_of()
    clear(market, 0, 9, 1.0, margin=100.0)
    clear(market, 1, 8, 1.0, margin=100.0)
    dealer = cohort_of(Dealer("clearing", "swap", depth=4.0, half_spread=0.002, most_margin=1e6), 1)
    offers = [action for action in decide(market, dealer) if isinstance(action, OfferContract)]
    assert [offer.contract for offer in offers] == list(market.look().clearing("clearing").contracts)
    np.testing.assert_allclose(offers[0].half_spread, [4.0])
    assert play(market, dealer) == []
    order = TradeContract(account=1, venue="clearing", contract=offers[0].contract, side="sell", amount=4.0)
    assert refusals(market, order) == []
