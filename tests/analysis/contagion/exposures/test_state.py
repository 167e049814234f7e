import pytest

from firesale.analysis.contagion.exposures.state import Record, State
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.exposures.rows import row


def test_accounts_add_up_what_they_have_in_all_pools(opened: State) -> None:
    assert row(opened.accounts, 1) == [1000.0, 0.0, 0.0, 0.0, 0.0]
    assert row(opened.accounts, 2) == [0.0, 500.0, 400.0, 100.0, 0.0]
    assert row(opened.accounts, 4) == [0.0, 1200.0, 700.0, 500.0, 0.0]


def test_spare_collateral_in_one_pool_covers_no_debt_in_another(two_pools_later: RunBuilder) -> None:
    later = Record(two_pools_later.tables()).at(2)
    assert row(later.accounts, 2, "equity", "shortfall") == pytest.approx([400.0 * 1.04 * 1340 / 1560 - 310, 0.0])
    assert row(later.accounts, 4) == [0.0, 100.0, 100.0, 0.0, 0.0]


def test_one_record_serves_every_step(two_pools_later: RunBuilder) -> None:
    record = Record(two_pools_later.tables())
    assert [record.at(step).balances["debt"].sum() for step in (2, 0, 1)] == pytest.approx([410.0, 1100.0, 1160.0])


def test_a_run_without_events_is_empty(empty: RunTables) -> None:
    state = Record(empty).at(0)
    assert state.positions.empty
    assert state.receipts.empty
    assert state.reserves.empty
    assert state.accounts.empty
