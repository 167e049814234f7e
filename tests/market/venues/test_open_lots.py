"""What a pool does while what it seized is still for sale: interest, wealth, and the times at which it may not seize at all."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.market.events import InterestAccrued
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.liquidation.seizure import Seizure
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from tests.market.venues.selling import (
    KEEPER,
    OTHER,
    OWNER,
    WHALE,
    bid,
    buy,
    crash,
    last,
    market_of,
    pledge,
    pool_in,
    pool_terms,
    restart,
    sound,
    storefront_of,
    take,
    trigger,
    vaults_terms,
)
from tests.markets import refusals, set_price

DAY = 86_400.0
GRACE = "liquidations are held back during and after an outage"
DUTCH = DutchAuction(most_on_sale=1e9)
ENGLISH = EnglishAuction(largest_lot=1e9)
STOREFRONT = Absorb(np.array([0.95]))
every_seizure = pytest.mark.parametrize("mechanism", [DUTCH, ENGLISH, STOREFRONT], ids=["dutch", "english", "absorb"])
every_share = pytest.mark.parametrize("reserve_factor", [0.0, 0.1])


def half_on_sale(mechanism: Seizure, reserve_factor: float) -> Market:
    """Of 900,000 lent at 10 % a year, 600,000 are for sale: nobody pays interest on them."""
    pays = replace(pool_terms(mechanism), rates=(Constant(0.1),), reserve_factor=np.array([reserve_factor]))
    market = market_of(pays)
    pledge(market, OWNER, 6000.0, 600_000.0)
    pledge(market, WHALE, 20_000.0, 300_000.0)
    crash(market, 149.0)
    return market


def lenders_earn(market: Market) -> tuple[float, float]:
    """Interest paid, and what the claims of lenders grow by, over one day."""
    reserves = pool_in(market).reserves
    before = reserves.deposits(0)
    market.site.log.time += DAY
    market.accrue(DAY)
    return float(np.asarray(last(market, InterestAccrued)["interest"])), reserves.deposits(0) - before


@every_seizure
@every_share
def test_lenders_earn_no_more_than_borrowers_pay_while_debt_is_for_sale(
    mechanism: Seizure, reserve_factor: float
) -> None:
    market = half_on_sale(mechanism, reserve_factor)
    paid, earned = lenders_earn(market)
    assert paid == pytest.approx(300_000.0 * 0.1 / 365.0, rel=1e-3)
    assert earned <= paid * (1.0 - reserve_factor) * (1.0 + 1e-9)
    assert earned == pytest.approx(paid * (1.0 - reserve_factor), rel=0.02)
    sound(market)


@every_seizure
def test_a_month_with_debt_for_sale_leaves_claims_covered(mechanism: Seizure) -> None:
    market = half_on_sale(mechanism, 0.1)
    for _ in range(30):
        market.site.log.time += DAY
        market.accrue(DAY)
        sound(market)


@every_seizure
def test_nothing_is_seized_in_the_grace_period_after_a_pause(mechanism: Seizure) -> None:
    terms = replace(pool_terms(mechanism), pauses=((1000.0, 2000.0),), grace_period=500.0)
    market = market_of(terms)
    pledge(market, OWNER, 100.0, 13_000.0)
    set_price(market, "ETH", 170.0)
    for time, refused in ((1500.0, ["the pool is paused"]), (2400.0, [GRACE]), (2500.0, [])):
        market.site.log.time = time
        assert refusals(market, trigger()) == refused
    sound(market)


@every_seizure
def test_nothing_is_seized_before_the_position_has_cooled_off(mechanism: Seizure) -> None:
    market = market_of(replace(pool_terms(mechanism), cool_off=60.0))
    pledge(market, OWNER, 100.0, 13_000.0)
    set_price(market, "ETH", 170.0)
    market.site.log.time = 59.0
    assert refusals(market, trigger()) == ["too soon after the position was checked"]
    market.site.log.time = 60.0
    assert refusals(market, trigger()) == []


def test_the_money_of_a_bid_that_stands_is_its_bidder_s_until_somebody_bids_more() -> None:
    market = market_of(pool_terms(EnglishAuction()))
    pledge(market, OWNER, 50.0, 6000.0)
    crash(market, 170.0)
    before = market.wealth()
    assert refusals(market, bid(5000.0)) == []
    assert market.wealth() == pytest.approx(before)
    assert market.wealth_of(KEEPER) == pytest.approx(before[KEEPER])
    assert refusals(market, bid(6000.0, account=OTHER)) == []
    assert market.wealth() == pytest.approx(before)


@every_seizure
def test_what_a_lot_is_worth_beyond_what_it_must_raise_is_its_owner_s(mechanism: Seizure) -> None:
    """100 ETH at 190 against a debt of 13,000: a tab of 14,690 leaves 4,310; absorbed at 95 % they leave 5,050 of credit."""
    market = market_of(pool_terms(mechanism))
    pledge(market, OWNER, 100.0, 13_000.0)
    set_price(market, "ETH", 190.0)
    assert market.wealth()[OWNER] == pytest.approx(13_000.0 + 6000.0)
    assert refusals(market, trigger()) == []
    left = 19_000.0 * 0.95 - 13_000.0 if mechanism is STOREFRONT else 19_000.0 - 13_000.0 * 1.13
    assert market.wealth()[OWNER] == pytest.approx(13_000.0 + left)
    assert market.wealth_of(OWNER) == pytest.approx(13_000.0 + left)


def test_a_lot_that_is_worth_less_than_it_must_raise_owes_its_owner_nothing() -> None:
    market = market_of(pool_terms(DUTCH))
    pledge(market, OWNER, 100.0, 13_000.0)
    crash(market, 190.0)
    set_price(market, "ETH", 140.0)
    assert market.wealth()[OWNER] == pytest.approx(13_000.0)


def test_a_sold_lot_moves_no_wealth_but_what_the_buyer_saved() -> None:
    """At the oracle's price the owner gets what the view of wealth had promised, and the buyer gains nothing."""
    market = market_of(pool_terms(replace(DUTCH, start_factor=1.0, flat_reward=0.0, reward_share=0.0)))
    pledge(market, OWNER, 100.0, 13_000.0)
    crash(market, 190.0)
    before = market.wealth()
    assert refusals(market, take(1000.0)) == []
    assert market.wealth()[[OWNER, KEEPER]] == pytest.approx(before[[OWNER, KEEPER]])


def test_coins_locked_in_a_bid_on_a_lot_of_vaults_count_at_their_fair_value() -> None:
    market = market_of(vaults_terms(EnglishAuction()))
    pledge(market, OWNER, 50.0, 6000.0)
    crash(market, 170.0)
    before = market.wealth()
    assert refusals(market, bid(5000.0)) == []
    assert market.wealth() == pytest.approx(before)
    assert market.wealth_of(KEEPER) == pytest.approx(before[KEEPER])


@pytest.mark.parametrize("lot", [None, -1, 7, 2**70, 0.0, "0"])
@pytest.mark.parametrize("mechanism", [DUTCH, ENGLISH], ids=["dutch", "english"])
def test_a_lot_that_is_none_is_refused_whatever_is_named(mechanism: Seizure, lot: Any) -> None:
    market = market_of(pool_terms(mechanism))
    pledge(market, OWNER, 100.0, 13_000.0)
    crash(market, 190.0)
    orders = (take(1.0, lot), restart(lot)) if mechanism is DUTCH else (bid(1.0, lot=lot), restart(lot))
    assert refusals(market, *orders) == ["no such lot is on sale"] * 2


def test_interest_that_the_protocol_kept_counts_among_its_reserves() -> None:
    """Comet: balance + borrows - supply. Of 30,000 of interest a tenth is the protocol's."""
    pays = replace(pool_terms(STOREFRONT), rates=(Constant(0.1),), reserve_factor=np.array([0.1]))
    market = market_of(pays)
    pledge(market, WHALE, 20_000.0, 300_000.0)
    market.accrue(365.0 * DAY)
    reserves, front = pool_in(market).reserves, storefront_of(market)
    kept = float(reserves.protocol_claims[0] * reserves.supply_index[0])
    assert kept == pytest.approx(3000.0, rel=0.1)
    assert front.reserves() == pytest.approx(reserves.cash(0) + reserves.debt(0) - reserves.deposits(0))
    assert front.reserves() >= kept


@pytest.mark.parametrize("terms", [pool_terms, vaults_terms], ids=["pool", "vaults"])
def test_the_storefront_sells_while_the_protocol_has_less_than_its_target(terms: Any) -> None:
    """100 ETH are absorbed at 190 for 18,050; at 97 % of 190 they bring 18,430 and leave 380 in the reserves."""
    market = market_of(terms(Absorb(np.array([0.95]), target_reserves=100.0)))
    pledge(market, OWNER, 100.0, 13_000.0)
    crash(market, 190.0)
    assert storefront_of(market).reserves() == pytest.approx(-18_050.0)
    assert refusals(market, buy(18_100.0)) == []
    assert storefront_of(market).reserves() == pytest.approx(50.0)
    assert refusals(market, buy(150.0)) == []
    assert refusals(market, buy(150.0)) == ["the venue does not offer this action"]
    sound(market)
