import numpy as np

from firesale.analysis.contagion.attribution.positions import before_each
from firesale.market.events import Borrowed, CollateralPosted, InterestAccrued, Liquidated
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def test_what_was_there_before_each_change() -> None:
    steps = np.array([[2.0, 0.0], [1.0, 5.0], [-3.0, 0.0], [7.0, 0.0], [1.0, 1.0]])
    first = np.array([True, False, False, True, False])
    near(before_each(steps, first), [[0, 0], [2, 0], [3, 5], [0, 0], [7, 0]])


def test_what_is_left_of_rounding_is_nothing() -> None:
    steps = np.array([[0.1], [0.2], [-0.3], [0.0]])  # 0.1 + 0.2 - 0.3 is 5.6e-17
    assert before_each(steps, np.array([True, False, False, False]))[3, 0] == 0.0


def test_each_liquidation_is_found_among_the_changes(written: Written) -> None:
    written.oracle().pool("p").position("p", 2, 1.0).position("p", 1, 1.0).liquidate("p", 2, part=0.5)
    written.liquidate("p", 1).liquidate("p", 2)
    changes, _ = Rebuilt(written).pool()
    assert changes.liquidation.tolist() == [-1, -1, 1, -1, -1, 0, 2]
    assert changes.first.tolist() == [True, False, False, True, False, False, False]


def test_rows_of_one_event_are_one_change(written: Written) -> None:
    two = np.array([1.0, 2.0])
    written.oracle().pool("p").add(CollateralPosted("p", np.array([1, 1]), "ETH", two, ""))
    written.add(Borrowed("p", 1, "USD", 200.0, ""))
    written.units["p", 1], written.debts["p", 1], written.pledged["p", 1] = 3.0, 200.0, "ETH"
    changes, _ = Rebuilt(written.liquidate("p", 1)).pool()
    near(changes.collateral[:, 0], [0.0, 3.0, 3.0])
    near(changes.debt[:, 0], [0.0, 0.0, 200.0])


def test_debt_is_counted_over_the_borrow_index(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0, debt=80.0)
    written.step(1).add(InterestAccrued("p", "USD", 8.0, 1.1, 1.05), Borrowed("p", 1, "USD", 11.0, ""))
    written.step(2).add(InterestAccrued("p", "USD", 8.0, 1.2, 1.05)).liquidate("p", 1)
    changes, _ = Rebuilt(written).pool()
    near(changes.debt[:, 0], [0.0, 0.0, 80.0, 90.0])


def test_several_collaterals_and_debts_have_a_column_each(written: Written) -> None:
    written.oracle().pool("p").pool("q", "p:USD", "USD")
    written.add(CollateralPosted("q", 1, "p:USD", 5.0, "")).position("q", 1, 1.0, debt=8.0, asset="p:USD")
    changes, _ = Rebuilt(written.liquidate("q", 1, price=1.0)).pool("q")
    near(changes.collateral[-1], [15.0])


def test_an_asset_that_the_pool_does_not_list_is_ignored(written: Written) -> None:
    written.oracle().pool("p").add(CollateralPosted("p", 1, "BTC", 5.0, "")).position("p", 1, 1.0)
    changes, _ = Rebuilt(written.liquidate("p", 1)).pool()
    assert changes.collateral.shape == (3, 1)


def test_a_pool_without_a_listing_has_no_changes(written: Written) -> None:
    written.add(Liquidated("unheard of", 9, 1, "ETH", "USD", 1.0, 1.0, 0.0, 1.0, 1.0, 0.9, 0.9))
    changes, _ = Rebuilt(written).pool("unheard of")
    assert len(changes.moment) == 0
