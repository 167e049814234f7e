import pytest

from firesale.analysis.metrics import METRICS
from firesale.experiments.metric_names import families_of, metrics_named
from firesale.market.errors import BadValueError

MEASURED = {"bad_debt.realised": 1.0, "bad_debt.shortfall": 2.0, "fees.total": 3.0}


def test_a_family_is_meant_by_its_name_a_part_of_it_or_a_name_in_it() -> None:
    assert families_of(["bad_debt"]) == families_of(["bad_d"]) == families_of(["bad_debt.pool.x"]) == ["bad_debt"]
    assert families_of(["liquid"]) == [name for name in METRICS if name.startswith("liquid")]
    assert families_of(["fees", "bad_debt."]) == ["bad_debt", "fees"]
    assert families_of([]) == list(METRICS)


@pytest.mark.parametrize("beginning", ["happiness", "bad_debts.realised", "debt"])
def test_a_beginning_that_no_family_has_is_refused_by_the_name_of_the_option(beginning: str) -> None:
    with pytest.raises(
        BadValueError, match=f"--metric: received '{beginning}'; allowed: the beginning of a metric: bad_"
    ):
        families_of(["fees", beginning], "--metric")


def test_those_that_begin_so_are_meant_in_their_order() -> None:
    assert metrics_named(MEASURED, ["fees", "bad_debt.r"]) == ["bad_debt.realised", "fees.total"]
    assert metrics_named(MEASURED, []) == list(MEASURED)


def test_a_beginning_that_no_metric_has_is_refused_with_those_of_its_family() -> None:
    with pytest.raises(BadValueError, match=r"one of bad_debt.realised, bad_debt.shortfall$"):
        metrics_named(MEASURED, ["fees", "bad_debt.realized"])
    with pytest.raises(BadValueError, match=r"one of bad_debt.realised, bad_debt.shortfall, fees.total$"):
        metrics_named(MEASURED, ["happiness"])
