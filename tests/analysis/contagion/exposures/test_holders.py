from firesale.analysis.contagion.exposures.holders import debts, holders, names
from firesale.analysis.contagion.exposures.state import State, state_at
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.exposures.rows import row


def test_accounts_of_one_role_are_added_up(opened: State) -> None:
    table = holders(opened, names(opened, "role"))
    assert row(table, "lender", "accounts", "deposits", "debt") == [2, 1800.0, 0.0]
    assert row(table, "leveraged_trader", "accounts", "collateral", "debt", "equity") == [
        2,
        1700.0,
        1100.0,
        600.0,
    ]


def test_an_account_that_was_never_opened_has_no_role_and_still_counts(two_pools_later: RunBuilder) -> None:
    state = state_at(two_pools_later.tables(), 2)
    table = holders(state, names(state, "role"))
    assert table.loc["", "accounts"] == 1
    assert names(state, "account").tolist() == ["1", "2", "3", "4", "5"]


def test_debts_are_told_apart_by_pool(opened: State) -> None:
    assert debts(opened, names(opened, "group")).to_dict("records") == [
        {"source": "group-2", "target": "second", "value": 400.0},
        {"source": "group-4", "target": "first", "value": 600.0},
        {"source": "group-4", "target": "second", "value": 100.0},
    ]
