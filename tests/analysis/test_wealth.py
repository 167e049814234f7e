import pytest

from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by, wealth_by_account, wealth_over_time
from firesale.market.events import GroupRecorded, WealthRecorded
from tests.analysis.conftest import RunBuilder


def test_the_change_is_from_the_first_to_the_last_record(run: RunBuilder) -> None:
    run.account(1, "lender", "small").at(0, WealthRecorded(1, 10.0)).at(4, WealthRecorded(1, 70.0))
    run.at(9, WealthRecorded(1, 7.0))
    assert list(wealth_by_account(run.tables()).loc[1]) == [10.0, 7.0, -3.0, "small", "lender"]


def test_an_account_never_opened_has_no_role(run: RunBuilder) -> None:
    found = wealth_by_account(run.at(0, WealthRecorded(1, 10.0)).tables())
    assert list(found.loc[1, ["group", "role"]]) == ["", ""]


def test_accounts_are_summed_and_counted(run: RunBuilder) -> None:
    run.account(1, "lender", "a").account(2, "lender", "b").at(0, WealthRecorded(1, 1.0), WealthRecorded(2, 2.0))
    assert list(wealth_by(run.tables(), ["role"]).loc["lender"]) == [3.0, 3.0, 0.0, 2.0]


def test_roles_over_time_are_sums_of_their_groups(run: RunBuilder) -> None:
    for step, (small, large) in enumerate([(1.0, 10.0), (2.0, 8.0)]):
        run.at(step, GroupRecorded("small", "lender", small), GroupRecorded("large", "lender", large))
    assert wealth_over_time(run.tables())["lender"].to_dict() == {0.0: 11.0, 60.0: 10.0}


def test_without_groups_roles_over_time_are_sums_of_accounts(run: RunBuilder) -> None:
    run.account(1, "lender").account(2, "lender").at(0, WealthRecorded(1, 1.0), WealthRecorded(2, 2.0))
    run.at(5, WealthRecorded(1, 4.0), WealthRecorded(2, 5.0))
    assert wealth_over_time(run.tables())["lender"].to_dict() == {0.0: 3.0, 300.0: 9.0}


@pytest.mark.parametrize("keys", [["role"], ["role", "group"]])
def test_an_empty_run_has_no_wealth(empty: RunTables, keys: list[str]) -> None:
    assert wealth_by(empty, keys).empty
    assert wealth_over_time(empty).empty
