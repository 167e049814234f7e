"""The worked examples of Binance's page on liquidation prices of USD-M futures, as the tests of freqtrade quote them, and of its funding."""

import numpy as np
import pytest

from firesale.market.funding.base import Conditions
from firesale.market.funding.premium import Premium
from firesale.market.perpetuals.liquidation_price import liquidation_price
from firesale.market.perpetuals.mark import impact_premium

WALLET = 1_535_443.01
ETH, BTC = (3_683.979, 1_456.84, 0.1, 135_365.0), (109.488, 32_481.98, 0.025, 16_300.0)
"""Size, entry price, maintenance margin and maintenance amount."""


@pytest.mark.parametrize(
    ("position", "others_need", "others_profit", "expected"),
    [
        (ETH, 0.0, 0.0, 1_114.78),
        (BTC, 0.0, 0.0, 18_778.73),
        (ETH, 71_200.81144, -56_354.57, 1_153.26),
        (BTC, 356_512.508, -448_192.89, 26_316.89),
    ],
    ids=["isolated ETH", "isolated BTC", "cross ETH", "cross BTC"],
)
def test_the_published_liquidation_prices(
    position: tuple[float, ...], others_need: float, others_profit: float, expected: float
) -> None:
    size, entry, maintenance, amount = position
    balance = np.array([WALLET + others_profit - others_need - size * entry])
    assert liquidation_price(balance, np.array([size]), maintenance, amount) == pytest.approx([expected], abs=5e-3)


@pytest.mark.parametrize(
    ("size", "entry", "mark", "maintenance", "amount", "needed"),
    [
        (3_683.979, 1_456.84, 1_335.18, 0.1, 135_365.0, 356_512.508),
        (109.488, 32_481.98, 31_967.27, 0.025, 16_300.0, 71_200.81144),
    ],
)
def test_what_the_other_position_needs_is_its_tier_at_the_mark(
    size: float, entry: float, mark: float, maintenance: float, amount: float, needed: float
) -> None:
    """The page gives the marks, and with them the terms of the examples above."""
    assert size * mark * maintenance - amount == pytest.approx(needed, rel=1e-6)
    profit = {3_683.979: -448_192.89, 109.488: -56_354.57}[size]
    assert size * (mark - entry) == pytest.approx(profit, abs=1.0)


def test_funding_as_hyperliquid_explains_it() -> None:
    """Impact bid 10,100 at an oracle price of 10,000: premium 1 %, rate 1 % + clamp(.01 % - 1 %, -.05 %, .05 %) = .95 %, an eighth each hour.

    Unverified (from recollection).
    """
    bid, ask, oracle = np.array([10_100.0]), np.array([10_110.0]), np.array([10_000.0])
    premium = impact_premium(bid, ask, oracle)
    assert premium == pytest.approx([0.01], rel=1e-12)
    one = np.ones(1)
    rule = Premium(interest=0.0001, zone=0.0005, period=28_800.0, largest=0.04)
    assert rule.rate(Conditions(1.0 + premium, one, one, one, 28_800.0)) == pytest.approx([0.0095], rel=1e-9)
    assert rule.rate(Conditions(1.0 + premium, one, one, one, 3_600.0)) == pytest.approx([0.0095 / 8.0], rel=1e-9)
    assert rule.rate(Conditions(5.0 * one, one, one, one, 3_600.0)) == pytest.approx([0.04])  # its cap of 4 % an hour


@pytest.mark.parametrize("premium", [-0.002, -0.0003, 0.0, 0.0004, 0.003])
def test_funding_with_a_dead_zone_instead_of_interest(premium: float) -> None:
    """Deribit and Bit.com: max(.05 %, premium) + min(-.05 %, premium)."""
    one = np.ones(1)
    found = Premium(interest=0.0, zone=0.0005).rate(Conditions((1.0 + premium) * one, one, one, one, 28_800.0))
    assert found == pytest.approx([max(0.0005, premium) + min(-0.0005, premium)], abs=1e-12)
