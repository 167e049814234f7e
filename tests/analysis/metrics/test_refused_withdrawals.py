from firesale.analysis.metrics.refused_withdrawals import RefusedWithdrawals
from firesale.analysis.tables import RunTables
from firesale.market.events import ActionRefused, Refusal
from tests.analysis.conftest import RunBuilder


def refused(action: str, reason: Refusal, asset: str = "ETH") -> ActionRefused:
    return ActionRefused("aave", 1, action, asset, 2.0, reason, "run")


def test_only_withdrawals_for_lack_of_cash_count_at_the_fundamental_price(run: RunBuilder) -> None:
    run.price("ETH", [100.0, 60.0])
    run.at(0, refused("Withdraw", Refusal.NO_CASH)).at(1, refused("Withdraw", Refusal.NO_CASH))
    run.at(1, refused("Withdraw", Refusal.NO_BALANCE), refused("Borrow", Refusal.NO_CASH))
    run.at(1, refused("Withdraw", Refusal.NO_CASH, "USD"))
    assert RefusedWithdrawals().measure(run.tables()) == {"count": 3.0, "amount": 200.0 + 120.0 + 2.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert RefusedWithdrawals().measure(empty) == {"count": 0.0, "amount": 0.0}
