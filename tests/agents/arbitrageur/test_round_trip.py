from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.agents.arbitrageur.round_trip import best_purchase, best_sale
from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.curve import Curve
from firesale.market.venues.order_book import ImpactCurve

reserves = st.floats(min_value=1.0, max_value=1e6)
prices = st.floats(min_value=0.01, max_value=1e4)
fees = st.sampled_from([0.0, 0.0005, 0.003, 0.01])
gaps = st.floats(min_value=1.0, max_value=3.0)


def pool(base: float, price: float, fee: float) -> ConstantProductCurve:
    return ConstantProductCurve("ETH", "USDC", fee, base, base * price)


def book(depth: float, price: float, fee: float) -> ImpactCurve:
    return ImpactCurve("ETH", "USDC", fee, price, 0.01 * price / (depth * price))


def earned_by_buying(cheap: Curve, dear: Curve, quote: float) -> float:
    return dear.proceeds(cheap.bought(quote)) - quote if quote > 0.0 else 0.0


def earned_by_selling(cheap: Curve, dear: Curve, base: float) -> float:
    return cheap.bought(dear.proceeds(base)) - base if base > 0.0 else 0.0


def best_by_trying(earned: Callable[[float], float], high: float) -> float:
    """The best of a grid, then of a grid around the best, and so on."""
    low, best = 0.0, 0.0
    for _ in range(9):
        amounts = np.linspace(low, high, 41)
        values = [earned(float(amount)) for amount in amounts]
        place = int(np.argmax(values))
        best = max(best, values[place])
        low, high = amounts[max(place - 1, 0)], amounts[min(place + 1, 40)]
    return best


@settings(max_examples=100, deadline=None, derandomize=True)
@given(reserves, reserves, prices, gaps, fees, fees)
def test_two_pools_nothing_better_is_found_by_trying(
    base_a: float, base_b: float, price: float, gap: float, fee_a: float, fee_b: float
) -> None:
    cheap, dear = pool(base_a, price, fee_a), pool(base_b, price * gap, fee_b)
    found = earned_by_buying(cheap, dear, best_purchase(cheap, dear))
    tried = best_by_trying(lambda q: earned_by_buying(cheap, dear, q), cheap.purchase_to_reach(dear.price))
    assert found >= tried * (1.0 - 1e-6) - 1e-12 * cheap.quote_reserve
    found = earned_by_selling(cheap, dear, best_sale(dear, cheap))
    tried = best_by_trying(lambda b: earned_by_selling(cheap, dear, b), dear.sale_to_reach(cheap.price))
    assert found >= tried * (1.0 - 1e-6) - 1e-12 * dear.base_reserve


@settings(max_examples=60, deadline=None, derandomize=True)
@given(reserves, reserves, prices, gaps, fees, fees, st.booleans())
def test_a_pool_and_a_book_nothing_better_is_found_by_trying(
    base_a: float, base_b: float, price: float, gap: float, fee_a: float, fee_b: float, pool_is_cheap: bool
) -> None:
    cheap: Curve = pool(base_a, price, fee_a) if pool_is_cheap else book(base_a, price, fee_a)
    dear: Curve = book(base_b, price * gap, fee_b) if pool_is_cheap else pool(base_b, price * gap, fee_b)
    found = earned_by_buying(cheap, dear, best_purchase(cheap, dear))
    tried = best_by_trying(lambda q: earned_by_buying(cheap, dear, q), cheap.purchase_to_reach(dear.price))
    assert found >= tried * (1.0 - 1e-6) - 1e-12 * base_a * price
    found = earned_by_selling(cheap, dear, best_sale(dear, cheap))
    tried = best_by_trying(lambda b: earned_by_selling(cheap, dear, b), dear.sale_to_reach(cheap.price))
    assert found >= tried * (1.0 - 1e-6) - 1e-12 * base_b


def test_equal_reserves_without_fees_by_hand() -> None:
    # (100 ETH, 100 USDC) and (100, 400): K = 40000, A = 10000, C = 200, q = (20000 - 10000) / 200 = 50, returns 2e6 / 20000 = 100
    cheap, dear = pool(100.0, 1.0, 0.0), pool(100.0, 4.0, 0.0)
    assert best_purchase(cheap, dear) == pytest.approx(50.0)
    assert earned_by_buying(cheap, dear, 50.0) == pytest.approx(50.0)


def test_after_the_best_trade_without_fees_both_prices_are_equal() -> None:
    cheap, dear = pool(100.0, 1.0, 0.0), pool(30.0, 2.0, 0.0)
    quote = best_purchase(cheap, dear)
    base = cheap.bought(quote)
    after_cheap = (cheap.quote_reserve + quote) / (cheap.base_reserve - base)
    after_dear = (dear.quote_reserve - dear.proceeds(base)) / (dear.base_reserve + base)
    assert after_cheap == pytest.approx(after_dear)


def test_selling_first_leaves_the_same_prices_as_buying_first_without_fees() -> None:
    cheap, dear = pool(100.0, 1.0, 0.0), pool(30.0, 2.0, 0.0)
    base = best_sale(dear, cheap)
    quote = dear.proceeds(base)
    after_dear = (dear.quote_reserve - quote) / (dear.base_reserve + base)
    after_cheap = (cheap.quote_reserve + quote) / (cheap.base_reserve - cheap.bought(quote))
    assert after_cheap == pytest.approx(after_dear)


def test_a_gap_within_the_fees_is_left_open() -> None:
    cheap, dear = pool(100.0, 1.0, 0.003), pool(100.0, 1.006, 0.003)
    assert best_purchase(cheap, dear) == 0.0
    assert best_sale(dear, cheap) == 0.0
    assert best_purchase(replace(cheap, fee=0.0), replace(dear, fee=0.0)) > 0.0
    assert best_purchase(book(100.0, 1.0, 0.003), dear) == 0.0
