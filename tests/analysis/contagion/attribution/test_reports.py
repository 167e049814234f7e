import numpy as np

from tests.analysis.contagion.attribution.rebuilt import Rebuilt
from tests.analysis.contagion.conftest import Written, near


def test_a_report_is_in_force_from_its_event_on(written: Written) -> None:
    report = Rebuilt(written.exchange("x").oracle("x").step(1).report(90.0)).reports.of("feed", "ETH")
    near(report.value, np.log([100.0, 90.0]))
    assert report.quotes == ((0,),)
    assert report.row_at(np.array([written.log.mark() - 1, written.log.mark()])).tolist() == [0, 1]


def test_reports_of_one_round_are_one_phase(written: Written) -> None:
    reports = Rebuilt(written.oracle(name="one").oracle(name="two")).reports
    assert reports.of("one", "ETH").phase.tolist() == reports.of("two", "ETH").phase.tolist()


def test_a_live_oracle_shows_every_trade_as_well(written: Written) -> None:
    written.exchange("x").exchange("y").oracle("x", kind="spot").step(1)
    written.swap("x", 5, -0.1, "noise").swap("y", 5, -0.3, "noise").step(2).report(written.quote("x"))
    report = Rebuilt(written).reports.of("feed", "ETH")
    near(report.value, np.log(100.0) - np.array([0.0, 0.1, 0.1]))
    assert (np.diff(report.since) > 0).all()


def test_an_oracle_that_is_not_live_does_not(written: Written) -> None:
    written.exchange("x").oracle("x").step(1).swap("x", 5, -0.1, "noise")
    near(Rebuilt(written).reports.of("feed", "ETH").value, [np.log(100.0)])


def test_an_asset_that_none_of_its_exchanges_trades_has_no_quote(written: Written) -> None:
    reports = Rebuilt(written.exchange("x").oracle("x")).reports
    assert reports.of("feed", "USD").quotes == ((),)
    assert (reports.follows("feed", "ETH"), reports.follows("feed", "USD"), reports.follows("", "ETH")) == (
        True,
        False,
        False,
    )


def test_a_report_is_made_once(written: Written) -> None:
    reports = Rebuilt(written.exchange("x").oracle("x")).reports
    assert reports.of("feed", "ETH") is reports.of("feed", "ETH")
