import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.position_changes import as_of, borrow_index_at, position_changes
from firesale.market.events import BadDebtRealised, InterestAccrued, Redeemed
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import redistribute, seize, vault, vaults


def test_every_change_is_a_row_in_order_of_execution(written: Written) -> None:
    written.pool("p").position("p", 1, 1.0, debt=80.0).step(2).liquidate("p", 1, part=0.5).write_off("p", 1, 3.0)
    found = position_changes(written.tables())
    assert found["cause"].tolist() == ["CollateralPosted", "Borrowed", "Liquidated", "Liquidated", "BadDebtRealised"]
    assert found["use"].tolist() == ["collateral", "debt", "collateral", "debt", "debt"]
    near(found["units"], [1.0, 80.0, -0.5, -40.0, -3.0])
    assert found["step"].tolist() == [0, 0, 2, 2, 2]


def test_debt_is_counted_over_the_borrow_index_of_its_moment(written: Written) -> None:
    written.pool("p").position("p", 1, 1.0, debt=80.0).step(1).add(InterestAccrued("p", "USD", 8.0, 1.25, 1.2))
    written.position("p", 2, 1.0, debt=80.0)
    found = position_changes(written.tables())
    near(found.loc[found["use"] == "debt", "units"], [80.0, 64.0])


def test_the_borrow_index_is_1_before_any_interest_and_each_reserve_s_own(written: Written) -> None:
    written.add(InterestAccrued("p", "USD", 8.0, 1.25, 1.2), InterestAccrued("q", "USD", 8.0, 1.5, 1.2))
    at = pd.Series([0, 99, 99], dtype="int64")
    index = borrow_index_at(written.tables(), pd.Series(["p", "p", "q"]), pd.Series(["USD"] * 3), at)
    near(index, [1.0, 1.25, 1.5])


@pytest.mark.parametrize(("moment", "value"), [(4, 0.0), (5, 0.0), (6, 1.0), (8, 1.0), (9, 2.0)])
def test_a_value_holds_after_its_moment(moment: int, value: float) -> None:
    assert as_of(pd.Series([5, 8]), pd.Series([1.0, 2.0]), np.array([moment]), 0.0).tolist() == [value]


def test_a_redemption_takes_debt_gas_reserve_and_collateral(written: Written) -> None:
    vault(vaults(written.oracle()), 1, 10.5, 1_000.0)
    written.step(1).add(Redeemed("v", 9, 1, "DAI", "ETH", 800.0, 8.0, 0.1, 200.0, 100.0, 0.005))
    found = position_changes(written.tables()).iloc[2:]
    assert found["use"].tolist() == ["debt", "debt", "collateral"]
    near(found["units"], [-800.0, -200.0, -8.0])
    assert (found["account"] == 1).all()


def test_bad_debt_of_a_lot_changes_no_position(written: Written) -> None:
    """The borrower owed nothing any more when the auction ended."""
    written.oracle().pool("p").position("p", 1, 0.9)
    seize(written, "p", 1, lot=0).add(BadDebtRealised("p", 1, "USD", 50.0, 1.0, True))
    found = position_changes(written.tables())
    assert "BadDebtRealised" not in set(found["cause"])
    near(found.groupby("use")["units"].sum(), [0.0, 0.0])


def test_a_vault_and_its_heir_together_lose_nothing(written: Written) -> None:
    vault(vault(vaults(written.oracle()), 1, 9.0, 800.0), 2, 50.0, 800.0)
    found = position_changes(redistribute(written, (1,), {2: 1.0}).tables())
    whole = found.groupby(["account", "use"])["units"].sum()
    near(whole, [0.0, 0.0, 59.0, 1_600.0])
