import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.analysis.contagion.models.fire_sales import FireSale, fire_sale
from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from tests.analysis.contagion.models.networks import few, matrices, vectors

falls = st.sampled_from([-0.3, -0.05, 0.0, 0.02])
positive = st.sampled_from([0.5, 1.0, 3.0])


class Drawn:
    """A few banks with a few assets."""

    def __init__(self, data: st.DataObject) -> None:
        banks, assets = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
        holdings = data.draw(matrices(banks, assets)) + 0.1
        self.assets: FloatArray = holdings.sum(axis=1)
        self.equities = self.assets / (1.0 + data.draw(vectors(banks, positive)))
        self.portfolios = holdings / self.assets[:, None]
        self.impact = 0.01 * data.draw(vectors(assets, positive))
        self.shock = data.draw(vectors(assets, falls))

    def sale(self, shock: FloatArray | None = None, rounds: int = 1) -> FireSale:
        given = self.shock if shock is None else shock
        return fire_sale(self.assets, self.equities, self.portfolios, self.impact, given, rounds=rounds)


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_one_bank_by_hand() -> None:
    """100 of one asset on 10 of equity; 1 % off costs 1, and 9 are sold, which takes 0.9 % off."""
    found = fire_sale(100.0, [10.0], [[1.0]], [1e-3], [-0.01])
    assert found.sold_by_bank.tolist() == [[pytest.approx(9.0)]]
    assert found.price_changes.ravel() == pytest.approx([-0.01, -0.009])
    assert found.direct_vulnerability == pytest.approx([0.1])
    assert found.indirect_vulnerability == pytest.approx([0.09])
    assert found.aggregate_vulnerability == pytest.approx(0.09)


def test_a_bank_is_hurt_by_what_others_sell_and_only_through_assets_that_it_holds() -> None:
    """The first sells a; the second holds a and b and no debt, the third holds b."""
    portfolios = [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    found = fire_sale([100.0, 40.0, 50.0], [10.0, 40.0, 25.0], portfolios, [1e-3, 1e-3], [-0.01, 0.0])
    assert found.sold_by_bank[0] == pytest.approx([9.0, 0.0, 0.0])
    assert found.indirect_vulnerability == pytest.approx([0.09, 20.0 * 0.009 / 40.0, 0.0])
    assert found.systemicness[1:] == pytest.approx([0.0, 0.0])


def test_each_round_sells_for_the_last_fall_of_prices() -> None:
    found = fire_sale(100.0, [10.0], [[1.0]], [1e-3], [-0.01], rounds=3)
    assert found.price_changes.ravel() == pytest.approx([-0.01, -0.009, -0.0081, -0.00729])
    assert found.aggregate_vulnerability == pytest.approx(0.09 + 0.081 + 0.0729)


def test_a_bank_sells_at_most_what_it_has_if_told_so() -> None:
    free = fire_sale(100.0, [10.0], [[1.0]], [1e-3], [-0.2], rounds=2)
    bound = fire_sale(100.0, [10.0], [[1.0]], [1e-3], [-0.2], rounds=2, all_at_most=True)
    assert free.sold_by_bank.ravel() == pytest.approx([180.0, 162.0])
    assert bound.sold_by_bank.ravel() == pytest.approx([100.0, 0.0])


def test_sales_of_one_asset_may_move_the_price_of_another() -> None:
    found = fire_sale(100.0, [10.0], [[1.0, 0.0]], [[1e-3, 0.0], [5e-4, 1e-3]], [-0.01, 0.0])
    assert found.price_changes[1] == pytest.approx([-0.009, -0.0045])


def test_a_target_leverage_may_be_given() -> None:
    found = fire_sale(100.0, [10.0], [[1.0]], [1e-3], [-0.01], target_leverage=4.0)
    assert found.sold_by_bank[0] == pytest.approx([4.0])


def test_part_of_the_assets_may_be_cash() -> None:
    found = fire_sale(100.0, [10.0], [[0.5]], [1e-3], [-0.01])
    assert found.sold_by_bank[0] == pytest.approx([4.5])
    assert found.sold_by_asset[0] == pytest.approx([2.25])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"portfolios": [[60.0, 40.0]]}, "portfolios: sums of rows"),
        ({"portfolios": np.zeros((0, 2))}, "portfolios: sums of rows"),
        ({"portfolios": [0.5, 0.5]}, "portfolios: shape"),
        ({"equities": [0.0]}, r"equities\[0\]"),
        ({"equities": [200.0]}, "equities: received .*; allowed: at most the assets"),
        ({"shock": [-1.5, 0.0]}, r"shock\[0\]: received -1.5"),
        ({"shock": [0.0, 0.0, 0.0]}, "shock: shape"),
        ({"price_impact": [[1.0, 0.0]]}, "price_impact: shape"),
        ({"price_impact": [-1.0, 0.0]}, r"price_impact\[0\]"),
        ({"rounds": 0}, "rounds: received 0"),
        ({"target_leverage": -1.0}, r"target_leverage\[0\]"),
    ],
)
def test_a_bad_value_is_refused_by_name(changed: dict[str, object], message: str) -> None:
    sound: dict[str, object] = {
        "assets": 100.0,
        "equities": [10.0],
        "portfolios": [[0.5, 0.5]],
        "price_impact": [1e-3, 1e-3],
        "shock": [-0.01, 0.0],
    }
    with pytest.raises(BadValueError, match=message):
        fire_sale(**(sound | changed))  # type: ignore[arg-type]


# --- laws -------------------------------------------------------------------------------------------------------------


@few
@given(st.data())
def test_it_is_the_formula_of_the_paper(data: st.DataObject) -> None:
    drawn = Drawn(data)
    leverage = drawn.assets / drawn.equities - 1.0
    A, B, M, L = np.diag(drawn.assets), np.diag(leverage), drawn.portfolios, np.diag(drawn.impact)
    expected = -np.ones(len(A)) @ A @ M @ L @ M.T @ B @ A @ M @ drawn.shock / drawn.equities.sum()
    assert drawn.sale().aggregate_vulnerability == pytest.approx(expected, abs=1e-12)


@few
@given(st.data(), st.integers(1, 3))
def test_losses_add_up_over_those_who_cause_and_those_who_bear_them(data: st.DataObject, rounds: int) -> None:
    drawn = Drawn(data)
    found = drawn.sale(rounds=rounds)
    borne = found.indirect_vulnerability @ drawn.equities / drawn.equities.sum()
    assert found.aggregate_vulnerability == pytest.approx(borne, abs=1e-12)


@few
@given(st.data(), st.integers(1, 3))
def test_it_is_linear_in_the_shock(data: st.DataObject, rounds: int) -> None:
    drawn = Drawn(data)
    other = data.draw(vectors(len(drawn.shock), falls))
    both = drawn.sale(0.5 * drawn.shock + 2.0 * other, rounds)
    apart = 0.5 * drawn.sale(drawn.shock, rounds).systemicness + 2.0 * drawn.sale(other, rounds).systemicness
    assert both.systemicness == pytest.approx(apart, abs=1e-12)
