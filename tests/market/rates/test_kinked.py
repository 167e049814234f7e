"""Rates of an Aave v3 pool deployed and executed; vectors: ../shared/facts/MECHANISMS.md, 2.1."""

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.rates.accrual import supply_rate
from firesale.market.rates.kinked import Kinked

USDC = Kinked(base=0.0, slope_1=0.065, slope_2=0.60, optimal_utilisation=0.92)
RESERVE_FACTOR = 0.10

VECTORS = [
    # utilisation, borrow rate, supply rate
    (0.015, 0.00105978, 0.0000143065),
    (0.46, 0.0325, 0.013455),
    (0.80, 0.056522, 0.040696),
    (0.92, 0.065, 0.05382),
    (0.96, 0.365, 0.31536),
    (1.00, 0.665, 0.5985),
]


@pytest.mark.parametrize(("utilisation", "borrow", "supply"), VECTORS)
def test_the_curve_is_that_of_the_executed_pool(utilisation: float, borrow: float, supply: float) -> None:
    rate = USDC.borrow_rate(utilisation)
    assert rate == pytest.approx(borrow, abs=1e-6)
    assert supply_rate(rate, utilisation, RESERVE_FACTOR) == pytest.approx(supply, abs=1e-6)


def test_an_array_of_utilisations_gives_the_same_rates_as_one_at_a_time() -> None:
    utilisation = np.array([row[0] for row in VECTORS])
    assert USDC.borrow_rate(utilisation).tolist() == [USDC.borrow_rate(u) for u in utilisation.tolist()]


def test_without_debt_the_rate_is_the_base() -> None:
    assert Kinked(base=0.01).borrow_rate(0.0) == 0.01


def test_a_float_gives_a_plain_float() -> None:
    assert type(USDC.borrow_rate(0.5)) is float


@pytest.mark.parametrize("kink", [0.0, 1.0, float("nan")])
def test_a_kink_that_leaves_no_room_on_one_side_is_refused(kink: float) -> None:
    with pytest.raises(BadValueError, match=r"Kinked\.optimal_utilisation"):
        Kinked(optimal_utilisation=kink)


@pytest.mark.parametrize("field", ["base", "slope_1", "slope_2"])
def test_a_negative_slope_or_base_is_refused(field: str) -> None:
    with pytest.raises(BadValueError, match=rf"Kinked\.{field}: received -0\.1"):
        Kinked(**{field: -0.1})
