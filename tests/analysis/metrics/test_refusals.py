from firesale.analysis.metrics.refusals import Refusals
from firesale.analysis.tables import RunTables
from firesale.market.events import ActionRefused, Refusal
from tests.analysis.conftest import RunBuilder


def test_refusals_are_counted_by_reason(run: RunBuilder) -> None:
    for reason in (Refusal.NO_CASH, Refusal.UNSAFE, Refusal.UNSAFE):
        run.at(1, ActionRefused("aave", 1, "Borrow", "USD", 1.0, reason, "leverage"))
    found = Refusals().measure(run.tables())
    assert {name: number for name, number in found.items() if number} == {
        "total": 3.0,
        "reason.no_cash": 1.0,
        "reason.unsafe": 2.0,
    }


def test_an_empty_run_has_a_zero_for_every_reason(empty: RunTables) -> None:
    found = Refusals().measure(empty)
    assert len(found) == 1 + len(Refusal)
    assert set(found.values()) == {0.0}
