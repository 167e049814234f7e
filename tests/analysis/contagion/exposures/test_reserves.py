import pytest

from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.events import BadDebtRealised, FlashLoaned, LossAbsorbed, Repaid
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.exposures.rows import row

COLUMNS = ["cash", "debt", "deposits", "deficit", "own"]


def of(state: State, pool: str) -> list[float]:
    return row(state.reserves, (pool, "USD"), *COLUMNS)


def test_cash_is_what_lenders_brought_less_what_borrowers_took(opened: State) -> None:
    assert of(opened, "first") == [900.0, 600.0, 1500.0, 0.0, 0.0]
    assert of(opened, "second") == [300.0, 500.0, 800.0, 0.0, 0.0]


def test_a_loss_borne_by_lenders_leaves_claims_that_are_covered(two_pools_later: RunBuilder) -> None:
    assert of(state_at(two_pools_later.tables(), 2), "first") == pytest.approx([1340.0, 0.0, 1340.0, 0.0, 0.0])


def test_interest_and_fees_that_are_not_credited_belong_to_the_protocol(two_pools: RunBuilder) -> None:
    two_pools.at(1, FlashLoaned("first", 5, "USD", 100.0, 3.0), Repaid("first", 4, "USD", 50.0, "deleverage"))
    assert of(state_at(two_pools.tables(), 1), "first") == [953.0, 550.0, 1500.0, 0.0, 3.0]


def test_what_nobody_bears_stays_a_deficit(two_pools: RunBuilder) -> None:
    two_pools.at(1, BadDebtRealised("second", 4, "USD", 100.0, 1.0))
    two_pools.at(1, LossAbsorbed("second", "reserves", "reserves", "USD", 30.0, 1.0, 1.0))
    two_pools.at(1, LossAbsorbed("second", "last", "nobody", "USD", 70.0, 1.0, 1.0))
    assert of(state_at(two_pools.tables(), 1), "second") == [300.0, 400.0, 800.0, 70.0, -30.0]
