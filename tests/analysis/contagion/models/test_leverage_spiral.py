import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.analysis.contagion.models.clearing import clear
from firesale.analysis.contagion.models.leverage_spiral import leverage_spiral
from firesale.market.errors import BadValueError
from tests.analysis.contagion.models.networks import Banks, chain, few, networks

ratios = st.sampled_from([0.05, 0.08, 0.3, 1.0])
impacts = st.sampled_from([0.0, 0.02, 0.1, 0.5])


def test_a_bank_that_has_capital_sells_nothing() -> None:
    found = leverage_spiral([10.0], [1.0], [9.0], price_impact=1.0, required_ratio=0.1)
    assert found.price == 1.0
    assert found.sold.tolist() == [0.0]
    assert found.clearing.equities.tolist() == [2.0]


def test_without_impact_a_bank_sells_down_to_the_ratio() -> None:
    """Capital of 0.4 carries 5 at 8 %; 10 less 5 are sold."""
    found = leverage_spiral(10, 0, 9.6, price_impact=0.0, required_ratio=0.08)
    assert found.sold.tolist() == pytest.approx([5.0])


def test_cash_needs_no_capital() -> None:
    assert leverage_spiral(10, 5, 14.2, price_impact=0.1, required_ratio=0.08).sold.tolist() == [0.0]


def test_an_interbank_claim_needs_capital_and_cannot_be_sold() -> None:
    """The first has lent 5 to the second and has 10 of the asset; capital of 0.8 carries 10 of 15."""
    found = leverage_spiral([10, 6], 0, [14.2, 0], price_impact=0.0, required_ratio=0.08, liabilities=chain(5.0))
    assert found.sold == pytest.approx([5.0, 0.0])
    more = leverage_spiral([10, 20], 0, [24.7, 0], price_impact=0.0, required_ratio=0.08, liabilities=chain(15.0))
    assert more.sold == pytest.approx([10.0, 0.0])


def test_a_seller_drags_down_a_bank_that_was_safe() -> None:
    """At a price of 1 the second has capital to spare; what the first must sell takes that away."""
    safe = leverage_spiral([1.0], [0.0], [0.91], price_impact=0.1, required_ratio=0.08)
    assert safe.price == 1.0
    both = leverage_spiral([1.0, 1.0], [0.0, 0.0], [0.99, 0.91], price_impact=0.1, required_ratio=0.08)
    assert both.sold[0] == 1.0
    assert both.sold[1] > 0.0
    assert both.price == pytest.approx(math.exp(-0.1 * both.sold.sum()))


def test_a_little_more_impact_may_make_the_price_jump() -> None:
    """With a ratio of 1/2 and a debt of 0.505 the last equilibrium with something kept is where ln(1.01 x) + 1 = x, at 0.8655."""
    before, after = (leverage_spiral(1, 0, 0.505, price_impact=impact, required_ratio=0.5) for impact in (0.86, 0.87))
    assert before.price > 0.87
    assert before.sold[0] < 0.2
    assert after.price == pytest.approx(math.exp(-0.87))
    assert after.sold.tolist() == [1.0]


def test_a_bank_that_is_just_at_the_ratio_need_not_sell() -> None:
    """Capital of 1 over assets of 2 is a half; but any sale would call for another one of the same size."""
    found = leverage_spiral(2, 0, 1.0, price_impact=0.5, required_ratio=0.5)
    assert (found.price, found.sold.tolist()) == (1.0, [0.0])


def test_whatever_is_sold_in_masses_is_worth_nothing() -> None:
    found = leverage_spiral([1e6], 0, [1e6], price_impact=1.0, required_ratio=0.08)
    assert found.price < 1e-99
    assert found.sold.tolist() == [1e6]


def test_a_default_on_interbank_debt_forces_sales_at_the_lender() -> None:
    """The second owes the first 1 and has 0.5: the first loses 0.5 of its capital of 0.8."""
    found = leverage_spiral([9, 0], [0, 0.5], [9.2, 0], price_impact=0.0, required_ratio=0.08, liabilities=chain(1.0))
    assert found.clearing.payments == pytest.approx([9.2, 0.5])
    assert found.clearing.equities == pytest.approx([0.3, -0.5])
    assert found.sold == pytest.approx([9.0 - (0.3 / 0.08 - 0.5), 0.0])


def test_the_rank_of_external_creditors_reaches_the_clearing() -> None:
    shared = leverage_spiral([9, 0], [1, 1], [5, 1], price_impact=0.0, required_ratio=0.08, liabilities=chain(1.0))
    first = leverage_spiral(
        [9, 0],
        [1, 1],
        [5, 1],
        price_impact=0.0,
        required_ratio=0.08,
        liabilities=chain(1.0),
        seniority="external_first",
    )
    assert shared.clearing.recovery_rates.tolist() == [1.0, 0.5]
    assert first.clearing.recovery_rates.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"illiquid": [-1.0]}, r"illiquid\[0\]"),
        ({"liquid": [np.nan]}, r"liquid\[0\]"),
        ({"debts": [1.0, 2.0, 3.0]}, "illiquid: shape|debts: shape"),
        ({"price_impact": -0.1}, "price_impact"),
        ({"required_ratio": 0.0}, "required_ratio"),
        ({"required_ratio": 1.2}, "required_ratio"),
        ({"liabilities": [[1.0]]}, r"liabilities\[0, 0\]"),
        ({"seniority": "none"}, "seniority"),
    ],
)
def test_a_bad_value_is_refused_by_name(changed: dict[str, object], message: str) -> None:
    sound: dict[str, object] = {
        "illiquid": [1.0],
        "liquid": [0.0],
        "debts": [0.9],
        "price_impact": 0.1,
        "required_ratio": 0.08,
    }
    with pytest.raises(BadValueError, match=message):
        leverage_spiral(**(sound | changed))  # type: ignore[arg-type]


@few
@given(networks(), impacts, ratios, st.sampled_from([0.85, 0.95, 0.999]))
def test_price_sales_and_payments_agree_and_banks_are_at_the_ratio_or_have_sold_all(
    banks: Banks, impact: float, ratio: float, indebted: float
) -> None:
    units, owed, claims = banks.assets, banks.liabilities, banks.liabilities.sum(axis=0)
    debts = np.maximum(0.0, indebted * (units + claims) - owed.sum(axis=1))
    found = leverage_spiral(units, 0.0, debts, price_impact=impact, required_ratio=ratio, liabilities=owed)
    again = clear(owed, found.price * units, debts)
    received = owed.T @ again.recovery_rates
    capital = found.price * units + received - debts - owed.sum(axis=1)
    spare = capital - ratio * (found.price * (units - found.sold) + received)
    assert found.price == pytest.approx(math.exp(-impact * found.sold.sum()), abs=1e-10)
    assert found.clearing.equities == pytest.approx(capital, abs=1e-9)
    assert ((spare >= -1e-8) | (found.sold >= units - 1e-8)).all()
    assert ((spare <= 1e-8) | (found.sold <= 1e-8)).all()


@few
@given(networks(), ratios)
def test_a_larger_impact_never_raises_the_price(banks: Banks, ratio: float) -> None:
    debts = 0.95 * banks.assets
    prices = [
        leverage_spiral(banks.assets, 0.0, debts, price_impact=impact, required_ratio=ratio).price
        for impact in (0.0, 0.01, 0.1, 1.0)
    ]
    assert prices == sorted(prices, reverse=True)
