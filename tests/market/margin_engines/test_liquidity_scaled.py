import math
from dataclasses import replace

import pytest

from firesale.market.margin_engines.base import MarginObservation
from firesale.market.margin_engines.liquidity_scaled import LiquidityScaled
from firesale.market.margin_engines.sales import Sellable
from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.order_book import ImpactCurve
from tests.market.margin_engines.seen import after, seen

ENGINE = LiquidityScaled(exchanges=("swap",), share=0.5)


def constant_product(reserve: float, fee: float = 0.0) -> Sellable:
    """`reserve` ETH at 100."""
    return ConstantProductCurve("ETH", "USDC", fee, reserve, reserve * 100.0)


def haircut(pledged: float, **curves: Sellable) -> float:
    """Of ETH, when so many units are pledged."""
    at: MarginObservation = replace(seen(0.0, 100.0, exposure=(pledged,)), curves=curves)
    return float(after(ENGINE, at).demand.haircut[0])


def test_a_constant_product_keeps_reserve_over_reserve_and_sale() -> None:
    """A sale of 50 into 200 brings 200 / 250 of its value: what counts is 0.8 * 0.8."""
    assert haircut(100.0, swap=constant_product(200.0)) == pytest.approx(1.0 - 0.8 * 200.0 / 250.0, rel=1e-12)


def test_the_fee_is_lost_too() -> None:
    expected = 1.0 - 0.8 * 0.997 * 200.0 / (200.0 + 0.997 * 50.0)
    assert haircut(100.0, swap=constant_product(200.0, 0.003)) == pytest.approx(expected, rel=1e-12)


def test_an_order_book_keeps_the_mean_of_an_exponential() -> None:
    book = ImpactCurve("ETH", "USDC", 0.0, 100.0, 0.01)
    assert haircut(100.0, swap=book) == pytest.approx(1.0 - 0.8 * -math.expm1(-0.5) / 0.5, rel=1e-12)


def test_two_exchanges_share_a_sale_by_their_depth() -> None:
    two = haircut(100.0, swap=constant_product(150.0), other=constant_product(50.0))
    assert two == pytest.approx(haircut(100.0, swap=constant_product(200.0)), rel=1e-12)


def test_nothing_pledged_or_nobody_who_trades_it_leaves_the_rule() -> None:
    assert haircut(0.0, swap=constant_product(200.0)) == pytest.approx(0.2)
    assert haircut(100.0) == pytest.approx(0.2)
