"""Forecasts of volatility, value at risk and expected shortfall in the textbooks.

Hull, Options, Futures, and Other Derivatives (chapters on volatilities and on value at risk) and Risk Management and Financial Institutions
(historical simulation); Dowd, Measuring Market Risk; RiskMetrics Technical Document (1996).
"""

import math

import numpy as np
import pytest

from firesale.market.margin_engines.forecast import Forecast, updated
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from firesale.market.portfolio_margin.tails import sample_expected_shortfall, sample_value_at_risk
from firesale.market.portfolio_margin.value_at_risk import ValueAtRisk
from tests.market.portfolio_margin.listed import listing

DAY = 86_400.0


def next_volatility(volatility: float, seen: float, reaction: float, kept: float, usual: float = 0.0) -> float:
    one = np.ones((1, 1))
    return math.sqrt(float(updated(volatility**2 * one, seen**2 * one, usual**2 * one, reaction, kept)[0, 0]))


def test_hulls_weighted_average() -> None:
    """Weight .9, 1 % a day, the price rises by 2 %: variance .00013, volatility 1.14 %."""
    assert next_volatility(0.01, 0.02, 0.1, 0.9) == pytest.approx(math.sqrt(0.00013), rel=1e-9)


def test_hulls_garch() -> None:
    """omega .000002, alpha .13, beta .86: long-run 1.4 %; after 1.6 % and a return of 1 % the variance is .00023516."""
    usual = math.sqrt(0.000002 / (1.0 - 0.13 - 0.86))
    assert usual == pytest.approx(0.0141, abs=5e-5)
    assert next_volatility(0.016, 0.01, 0.13, 0.86, usual) ** 2 == pytest.approx(0.00023516, rel=1e-9)


@pytest.mark.parametrize(("days", "printed"), [(10, 27.36), (30, 27.10), (50, 26.87), (100, 26.35), (500, 24.32)])
def test_hulls_term_structure_of_volatility(days: int, printed: float) -> None:
    """S&P 500: long-run variance .0002073 a day, alpha + beta .99351, variance .0003 now; percent a year of 252 days.

    Hull averages in continuous time.
    """
    engine = VolatilityScaled(
        usual_volatility=np.array(math.sqrt(0.0002073 * 365)), reaction=0.083394, persistence=0.910116, interval=DAY
    )
    now = Forecast(0.0, np.zeros(1), np.array([[0.0003 * 365]]))
    found = 100.0 * math.sqrt(252 / 365) * float(engine.volatility_until(now, days * DAY)[0])
    assert found == pytest.approx(printed, abs=0.02)


def test_riskmetrics_remembers_a_day_by_94_per_cent() -> None:
    """94 % of all weight lies on the last 45 days, 99.9 % on the last 112: log .001 / log .94. Technical Document, table 5.7."""
    weights = 0.06 * 0.94 ** np.arange(112)
    assert weights.sum() == pytest.approx(0.999, abs=5e-5)
    variance = 0.0
    for seen in (0.01, -0.02, 0.005):
        variance = next_volatility(math.sqrt(variance), seen, 0.06, 0.94) ** 2
    assert variance == pytest.approx(0.06 * (0.94**2 * 1e-4 + 0.94 * 4e-4 + 0.25e-4), rel=1e-9)


@pytest.mark.parametrize(
    ("worth", "days", "printed"),
    [
        ((10e6, 0.0), 1, 465_300),
        ((10e6, 0.0), 10, 1_471_300),
        ((0.0, 5e6), 1, 116_300),
        ((0.0, 5e6), 10, 367_800),
        ((10e6, 5e6), 1, 512_300),
        ((10e6, 5e6), 10, 1_620_100),
    ],
)
def test_hulls_microsoft_and_att(worth: tuple[float, float], days: int, printed: float) -> None:
    """10 and 5 million at 2 % and 1 % a day, correlation .3, 99 %; printed in hundreds."""
    of = listing(["future", "future"], [0, 1], prices=[1.0, 1.0], volatilities=[0.02 * 365**0.5, 0.01 * 365**0.5])
    rule = ValueAtRisk(level=0.99, horizon=days * DAY, correlation=0.3)
    assert rule.requirement(np.array([worth]), of)[0] == pytest.approx(printed, abs=50.0)


WORST = [477_841.0, 345_435.0, 282_204.0, 277_041.0, 253_385.0, 217_974.0, 205_256.0]


def test_hulls_historical_simulation() -> None:
    """500 scenarios of September 2008: at 99 % the fifth worst, 253,385; the mean of the five worst is 327,181."""
    losses = np.concatenate((WORST, np.linspace(2e5, -4e5, 493)))[None, :]
    assert sample_value_at_risk(losses, 0.99, "upper")[0] == 253_385.0
    assert sample_value_at_risk(losses, 0.99)[0] == 217_974.0
    assert sample_expected_shortfall(losses, 0.99)[0] == pytest.approx(327_181.2, rel=1e-9)


def test_the_examination_question_about_500_scenarios() -> None:
    """A question on Hull's chapter: fifth worst 602.969; the mean of those beyond it, 786.856, is our mean of the worst four."""
    worst = np.array([1_082.969, 715.512, 687.720, 661.221, 602.968, 546.540, 492.764, 470.092, 458.177])
    losses = np.concatenate((worst, np.linspace(450.0, -500.0, 491)))[None, :]
    assert sample_value_at_risk(losses, 0.99, "upper")[0] == 602.968
    assert sample_expected_shortfall(losses, 1.0 - 4 / 500)[0] == pytest.approx(786.8555, rel=1e-9)


def test_dowds_order_statistic() -> None:
    """1,000 losses at 95 %: the 51st largest, as 50 of them exceed it."""
    losses = np.arange(1.0, 1_001.0)[None, :]
    assert sample_value_at_risk(losses, 0.95)[0] == 950.0
    assert int((losses > sample_value_at_risk(losses, 0.95)[0]).sum()) == 50


def test_where_the_level_falls_upon_a_loss_the_two_are_the_same() -> None:
    """250 returns at 99 %: the third worst, whichever way."""
    losses = np.arange(1.0, 251.0)[None, :]
    assert sample_value_at_risk(losses, 0.99)[0] == sample_value_at_risk(losses, 0.99, "upper")[0] == 248.0


def test_a_house_may_choose() -> None:
    returns = -np.arange(1, 501)[:, None] / 100_000.0
    of = listing(["future"], returns=returns)
    lower, upper = (
        ValueAtRisk(level=0.99, horizon=DAY, method="historical", quantile=quantile).requirement(np.ones((1, 1)), of)[0]
        for quantile in ("lower", "upper")
    )
    assert (lower, upper) == pytest.approx((100.0 * -math.expm1(-0.00495), 100.0 * -math.expm1(-0.00496)))
