from firesale.analysis.contagion.exposures.indexes import indexes
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.exposures.rows import row


def test_both_are_one_before_any_interest(two_pools: RunBuilder) -> None:
    table = indexes(two_pools.tables(), 0)
    assert table.index.tolist() == [("first", "USD"), ("second", "USD")]
    assert (table == 1.0).all(axis=None)


def test_interest_counts_from_its_step_on_and_only_in_its_reserve(two_pools_later: RunBuilder) -> None:
    assert row(indexes(two_pools_later.tables(), 0), ("first", "USD")) == [1.0, 1.0]
    assert row(indexes(two_pools_later.tables(), 1), ("first", "USD")) == [1.1, 1.04]
    assert row(indexes(two_pools_later.tables(), 1), ("second", "USD")) == [1.0, 1.0]


def test_a_loss_of_lenders_lowers_what_a_receipt_token_can_claim(two_pools_later: RunBuilder) -> None:
    assert row(indexes(two_pools_later.tables(), 2), ("first", "USD")) == [1.1, 1.04 * 1340.0 / 1560.0]


def test_a_run_without_events_has_no_reserve(empty: RunTables) -> None:
    assert indexes(empty, 0).empty
