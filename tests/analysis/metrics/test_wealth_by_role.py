from firesale.analysis.metrics.wealth_by_role import WealthByRole
from firesale.analysis.tables import RunTables
from firesale.market.events import WealthRecorded
from tests.analysis.conftest import RunBuilder


def test_accounts_of_a_role_are_summed_over_groups(run: RunBuilder) -> None:
    run.account(1, "lender", "small").account(2, "lender", "large").account(3, "arbitrageur")
    for account, start, end in ((1, 10.0, 9.0), (2, 100.0, 95.0), (3, 1.0, 4.0)):
        run.at(0, WealthRecorded(account, start)).at(9, WealthRecorded(account, end))
    assert WealthByRole().measure(run.tables()) == {
        "arbitrageur.start": 1.0,
        "arbitrageur.end": 4.0,
        "arbitrageur.change": 3.0,
        "lender.start": 110.0,
        "lender.end": 104.0,
        "lender.change": -6.0,
    }


def test_a_role_without_a_record_is_there_with_zeros(run: RunBuilder) -> None:
    found = WealthByRole().measure(run.account(1, "lender").tables())
    assert found == {"lender.start": 0.0, "lender.end": 0.0, "lender.change": 0.0}


def test_an_empty_run_has_no_role(empty: RunTables) -> None:
    assert WealthByRole().measure(empty) == {}
