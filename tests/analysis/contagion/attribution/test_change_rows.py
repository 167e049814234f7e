import numpy as np

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED, OWNER
from firesale.market.events import BadDebtRealised, Borrowed, CollateralPosted, CollateralWithdrawn, Repaid
from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def test_every_event_that_changes_a_position_is_a_row(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 1.0, debt=80.0)
    written.add(CollateralWithdrawn("p", 1, "ETH", 0.1, ""), Repaid("p", 1, "USD", 5.0, ""))
    written.liquidate("p", 1, part=0.5).write_off("p", 1, 7.0)
    rows = Rebuilt(written).histories.of("p")
    near(rows.units, [1.0, 80.0, -0.1, -5.0, -0.5, -40.0, -7.0])
    assert rows.owed.tolist() == [False, True, False, True, False, True, True]
    assert rows.cause.tolist() == [OWNER] * 4 + [LIQUIDATED] * 3


def test_positions_that_were_never_liquidated_are_left_out(written: Written) -> None:
    written.oracle().pool("p").pool("q").position("p", 1, 1.0).position("p", 2, 1.0).position("q", 1, 1.0)
    histories = Rebuilt(written.liquidate("p", 1)).histories
    assert len(np.unique(histories.rows.position)) == 1
    assert histories.pools == ("p",)


def test_rows_are_by_pool_account_and_time(written: Written) -> None:
    written.oracle().pool("p").pool("q")
    for account, pool in ((2, "q"), (1, "q"), (2, "p")):
        written.position(pool, account, 1.0)
    written.liquidate("q", 2).liquidate("p", 2).liquidate("q", 1)
    histories = Rebuilt(written).histories
    for pool, accounts in (("p", 1), ("q", 2)):
        rows = histories.of(pool)
        assert len(np.unique(rows.position)) == accounts
        assert (np.diff(rows.position * 1000 + rows.moment) >= 0).all()


def test_orders_of_many_accounts_in_one_event_are_told_apart(written: Written) -> None:
    both = np.array([1, 2])
    written.oracle().pool("p").add(CollateralPosted("p", both, "ETH", np.array([1.0, 2.0]), ""))
    written.add(Borrowed("p", both, "USD", np.array([70.0, 60.0]), ""), BadDebtRealised("p", 9, "USD", 1.0, 1.0))
    written.units["p", 2], written.debts["p", 2], written.pledged["p", 2] = 2.0, 60.0, "ETH"
    near(Rebuilt(written.liquidate("p", 2)).histories.of("p").units, [2.0, 60.0, -2.0, -60.0])
