"""Vaults whose owners choose what they pay. Numbers by hand from ../shared/facts/MECHANISMS.md 2.7."""

import math
from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Bundle, ChooseRate, ProvideStability, Redeem, Repay
from firesale.market.errors import BadValueError
from firesale.market.events import RateChosen, Redeemed
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.redemption.closed import Closed
from firesale.market.redemption.lowest_rate_first import LowestRateFirst
from firesale.market.venues.vaults.own_rates import NOT_CHOSEN
from tests.market.venues.vaults.making import (
    TERMS,
    YEAR,
    check,
    collateral_of,
    debt_of,
    market_with,
    open_vault,
    vaults_of,
)
from tests.markets import held, refusals

OWN = replace(TERMS, own_rates=True, rates=(Constant(0.04),), redemption=LowestRateFirst(), least_debt=2000.0)
WEEK = 7 * 86_400.0


def choice(account: int, rate: float) -> ChooseRate:
    return ChooseRate(account=account, venue="vaults", rate=rate)


def three(terms: object = OWN) -> Market:
    """Vaults of 10 ETH (2,000 each) that owe 5,000, 4,000 and 3,000 and pay 10, 2 and (by the model) 4 % a year."""
    market = market_with(terms)  # type: ignore[arg-type]
    for account, coins in enumerate((5_000.0, 4_000.0, 3_000.0)):
        open_vault(market, account, 10.0, coins)
    assert refusals(market, choice(0, 0.10), choice(1, 0.02)) == []
    return market


def test_every_vault_grows_at_its_own_rate_and_the_fees_are_shared_out() -> None:
    market = three(replace(OWN, reserve_factor=np.array([0.25])))
    provide = ProvideStability(account=0, venue="vaults", asset="COIN", amount=1_000.0)
    assert refusals(market, provide) == []
    for _ in range(100):
        market.accrue(YEAR / 100.0)
    debts = [5_000.0 * math.exp(0.10), 4_000.0 * math.exp(0.02), 3_000.0 * math.exp(0.04)]
    assert [debt_of(market, account) for account in range(3)] == pytest.approx(debts, rel=1e-9)
    fees = sum(debts) - 12_000.0
    assert vaults_of(market).mint.surplus() == pytest.approx(0.25 * fees, rel=1e-7)
    assert vaults_of(market).stability.gains(np.array([0]))[0, -1] == pytest.approx(0.75 * fees, rel=1e-7)
    check(market)


def test_the_mean_rate_is_weighted_by_debt() -> None:
    market = three()
    assert vaults_of(market).mint.rates(0)[0] == pytest.approx((500.0 + 80.0 + 120.0) / 12_000.0)


def test_new_debt_costs_a_week_of_mean_interest_with_itself_in_it() -> None:
    """`getNewApproxAvgInterestRateFromTroveChange`: the new debt counts at its rate, 50 % here, without its fee."""
    market = three(replace(OWN, upfront_fee=WEEK))
    assert refusals(market, choice(3, 0.50)) == []
    debts = np.array([*(debt_of(market, account) for account in range(3)), 2_500.0])
    mean = float(debts @ np.array([0.10, 0.02, 0.04, 0.50])) / debts.sum()
    open_vault(market, 3, 10.0, 2_500.0)
    assert debt_of(market, 3) == pytest.approx(2_500.0 * (1.0 + mean * WEEK / YEAR), rel=1e-12)
    check(market)


def test_the_first_vault_pays_a_week_of_its_own_rate() -> None:
    market = market_with(replace(OWN, upfront_fee=WEEK))
    assert refusals(market, choice(0, 0.05)) == []
    open_vault(market, 0, 10.0, 10_000.0)
    assert debt_of(market, 0) == pytest.approx(10_000.0 * (1.0 + 0.05 * WEEK / YEAR), rel=1e-12)
    assert debt_of(market, 0) == pytest.approx(10_009.58904109589, rel=1e-12)


def test_rates_that_owners_chose_grow_by_the_interest_of_the_venue() -> None:
    """interestRateAggregate: debt * rate * time / year while nobody touches the vault; `interest` used to be ignored here."""
    market = three(replace(OWN, interest="simple"))
    market.accrue(YEAR)
    debts = [debt_of(market, account) for account in range(3)]
    assert debts == pytest.approx([5_500.0, 4_080.0, 3_120.0], rel=1e-12)
    check(market)


def test_coins_come_back_to_the_vault_that_pays_least_and_the_fee_stays_with_it() -> None:
    """1,000 of 12,000 coins: base rate 1 / 12, fee 8.8333 % of half an ETH; the vault keeps what the fee is."""
    market = three()
    assert refusals(market, Redeem(account=0, venue="vaults", asset="COIN", amount=1_000.0)) == []
    fee = 1.0 / 12.0 + 0.005
    assert debt_of(market, 1) == pytest.approx(3_000.0)
    assert debt_of(market, 0) == 5_000.0
    assert held(market, 0, "ETH") == pytest.approx(0.5 * (1.0 - fee), rel=1e-12)
    assert collateral_of(market, 1) == pytest.approx(10.0 - 0.5 * (1.0 - fee), rel=1e-12)
    event = market.site.log.table(Redeemed)
    assert event["amount"].tolist() == pytest.approx([1_000.0])
    assert event["fee"].tolist() == [0.0]
    check(market)


def test_a_redemption_leaves_a_debt_of_any_size_and_goes_on_to_the_next_rate() -> None:
    market = three()
    assert refusals(market, Redeem(account=0, venue="vaults", asset="COIN", amount=3_500.0)) == []
    assert debt_of(market, 1) == pytest.approx(500.0)
    assert refusals(market, Redeem(account=0, venue="vaults", asset="COIN", amount=1_400.0)) == []
    assert debt_of(market, 1) == pytest.approx(0.0, abs=1e-9)
    assert debt_of(market, 2) == pytest.approx(2_100.0)
    check(market)


def test_a_choice_outside_the_limits_or_where_there_is_none_is_refused() -> None:
    market = three()
    assert refusals(market, choice(0, 0.004)) == ["not a rate that may be chosen"]
    assert refusals(market, choice(0, 2.6)) == ["not a rate that may be chosen"]
    assert refusals(market_with(TERMS), choice(0, 0.1)) == ["the venue does not offer this action"]
    with pytest.raises(BadValueError, match="most_rate"):
        replace(OWN, least_rate=0.5, most_rate=0.1)


def test_a_choice_within_a_bundle_that_fails_is_undone() -> None:
    market = three()
    repay = Repay(account=5, venue="vaults", asset="COIN", amount=1.0)
    mine = ChooseRate(account=5, venue="vaults", rate=0.5)
    refusals(market, Bundle(account=5, legs=(mine, repay)))
    assert vaults_of(market).mint.own.chosen[5] == NOT_CHOSEN
    assert len(market.site.log.table(RateChosen)["account"]) == 2


def test_without_choices_all_pay_what_the_model_says() -> None:
    one, other = (
        market_with(replace(OWN, redemption=Closed())),
        market_with(replace(OWN, own_rates=False, redemption=Closed())),
    )
    for market in (one, other):
        open_vault(market, 0, 10.0, 5_000.0)
        market.accrue(YEAR / 7.0)
    assert debt_of(one, 0) == debt_of(other, 0)
