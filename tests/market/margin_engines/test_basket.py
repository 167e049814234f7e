"""A day in which ETH rises by a tenth and BTC does not move: variances 0.06 * 3.3156711 + 0.94 * 0.64 and 0.94 * 0.64."""

import numpy as np
import pytest

from firesale.market.margin_engines.basket import Basket
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from tests.market.margin_engines.seen import DAY, after, seen

DAILY = Basket(interval=DAY, rebalanced_every=DAY, correlation=0.5)


def test_covariances_are_averaged_like_variances() -> None:
    demand = after(DAILY, seen(0.0, 100.0, 100.0), seen(DAY, 110.0, 100.0)).demand
    assert demand.correlation is not None
    assert demand.haircut == pytest.approx([0.2 * 0.8947292 / 0.8, 0.3 * 0.7756288 / 0.8], rel=1e-6)
    assert demand.correlation[0, 1] == pytest.approx(0.94 * 0.32 / (0.8947292 * 0.7756288), rel=1e-6)


def test_each_asset_alone_bears_what_volatility_asks_for() -> None:
    looks = seen(0.0, 100.0, 100.0), seen(DAY, 90.0, 130.0), seen(2 * DAY, 95.0, 100.0)
    alone = after(VolatilityScaled(interval=DAY), *looks).demand.haircut
    assert after(DAILY, *looks).demand.haircut == pytest.approx(alone, rel=1e-14)


def test_the_demand_changes_when_baskets_are_rebalanced() -> None:
    weekly = Basket(interval=DAY, rebalanced_every=7 * DAY)
    looks = [seen(0.0, 100.0, 100.0), *(seen(day * DAY, 100.0 + day, 100.0) for day in range(1, 8))]
    assert after(weekly, *looks[:7]).demand.haircut == pytest.approx([0.2, 0.3])
    assert after(weekly, *looks).demand.haircut[0] < 0.2


def test_correlations_are_phased_in_together_and_stay_those_of_something() -> None:
    gradual = Basket(
        interval=DAY, rebalanced_every=DAY, largest_rise=0.0005, largest_fall=0.0005, reaction=0.5, persistence=0.5
    )
    looks = seen(0.0, 100.0, 100.0), seen(DAY, 150.0, 60.0)
    correlation = after(gradual, *looks).demand.correlation
    assert correlation is not None
    assert correlation[0, 1] == pytest.approx(0.5 - 24 * 0.0005)
    assert np.linalg.eigvalsh(correlation).min() >= 0.0
