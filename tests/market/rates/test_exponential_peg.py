"""crvUSD's policy. Formula: ../shared/facts/MECHANISMS.md 1.4, its second term read in `AggMonetaryPolicy.vy`, `calculate_rate`; rate0 3022265993,
sigma 2e16 and target 1e17 as the protocol's documentation shows them.
"""

import math
from dataclasses import replace

import pytest

from firesale.market.actions import Swap
from firesale.market.errors import BadValueError
from firesale.market.market import Market
from firesale.market.rates.constant import Constant
from firesale.market.rates.exponential_peg import ExponentialPeg
from firesale.market.redemption.closed import Closed
from tests.market.venues.banded import TERMS as BANDS
from tests.market.venues.banded import banded, bands_of, borrow
from tests.market.venues.vaults.making import EXCHANGE, TERMS, YEAR, check, debt_of, market_with, open_vault, vaults_of
from tests.markets import refusals, set_price

RATE0 = 3022265993e-18 * 31_536_000.0
PEG = ExponentialPeg(rate=RATE0)


def at(price: float, model: ExponentialPeg = PEG, utilisation: float = 0.0) -> float:
    return float(model.at_price(price).borrow_rate(utilisation))


def test_ten_per_cent_compounded_at_the_peg() -> None:
    assert math.exp(at(1.0)) == pytest.approx(1.1, rel=1e-9)
    assert ExponentialPeg().rate == pytest.approx(RATE0, rel=1e-3)


@pytest.mark.parametrize(("price", "factor"), [(0.98, math.e), (1.02, 1.0 / math.e), (0.99, math.exp(0.5))])
def test_a_sigma_below_the_peg_multiplies_the_rate_by_e(price: float, factor: float) -> None:
    assert at(price) == pytest.approx(RATE0 * factor, rel=1e-12)


def test_peg_keepers_at_their_target_divide_it_by_e() -> None:
    assert at(1.0, replace(PEG, peg_keeper_share=0.1)) == pytest.approx(RATE0 / math.e, rel=1e-12)
    assert at(0.98, replace(PEG, peg_keeper_share=0.05)) == pytest.approx(RATE0 * math.exp(0.5), rel=1e-12)


def test_the_rate_in_the_documentation_is_that_of_a_share_of_a_quarter() -> None:
    """A rate of 232855059 beside that rate0: a power of -2.563, at the peg a share of 25.6 %."""
    model = replace(PEG, peg_keeper_share=0.1 * math.log(3022265993 / 232855059))
    assert at(1.0, model) == pytest.approx(232855059e-18 * 31_536_000.0, rel=1e-12)
    assert model.peg_keeper_share == pytest.approx(0.256, abs=5e-4)


def test_it_is_scaled_by_what_is_left_below_the_ceiling_and_bounded() -> None:
    """`TARGET_REMAINDER`: "rate is scaled by factor of 1.9 at 90% utilization"; `MAX_RATE` 43959106799, 300 % compounded."""
    model = replace(PEG, remainder=0.1)
    assert at(1.0, model, 0.9) == pytest.approx(1.9 * RATE0, rel=1e-12)
    assert at(1.0, model) == pytest.approx(RATE0, rel=1e-12)
    assert at(1.0, model, 1.0) == PEG.most == pytest.approx(43959106799e-18 * 31_536_000.0, rel=1e-4)
    assert at(1.0, replace(model, most=1e9), 1.0) == pytest.approx(RATE0 * (0.9 + 0.1 / 1e-4), rel=1e-9)
    assert at(0.0, replace(PEG, most=1e9)) == pytest.approx(1000.0 * RATE0, rel=1e-12)


def test_other_models_do_not_look_at_the_price() -> None:
    assert Constant(0.05).at_price(0.5) == Constant(0.05)


def test_a_sigma_of_nothing_is_refused() -> None:
    with pytest.raises(BadValueError, match="sigma"):
        ExponentialPeg(sigma=0.0)


def test_vaults_charge_more_once_the_oracle_sees_the_coin_below_its_peg() -> None:
    market = market_with(replace(TERMS, rates=(PEG,), redemption=Closed()), {"pair": EXCHANGE})
    open_vault(market, 0, 100.0, 10_000.0)
    assert vaults_of(market).mint.rates(0)[0] == pytest.approx(RATE0)
    sell(market, 200.0)
    price = float(market.feeds["fair"].prices_of(("COIN",))[0])
    rate = RATE0 * math.exp((1.0 - price) / 0.02)
    assert price < 0.97
    assert vaults_of(market).mint.rates(0)[0] == pytest.approx(rate)
    market.accrue(YEAR / 1000.0)
    assert debt_of(market, 0) == pytest.approx(10_000.0 * math.exp(rate / 1000.0), rel=1e-9)
    check(market)


def test_bands_charge_what_the_policy_says_for_the_coin_that_is_lent() -> None:
    market = banded(replace(BANDS, quote="USDC", rate=PEG))
    assert borrow(market) == []
    assert bands_of(market).reserves.rates(0)[0] == pytest.approx(RATE0)
    set_price(market, "USDC", 0.98)
    assert bands_of(market).reserves.rates(0)[0] == pytest.approx(RATE0 * math.e)


def sell(market: Market, amount: float) -> None:
    """Sell coins that were borrowed."""
    order = Swap(account=0, venue="pair", asset_in="COIN", asset_out="USD", amount_in=amount)
    assert refusals(market, order) == []
