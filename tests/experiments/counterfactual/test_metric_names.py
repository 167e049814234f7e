import pytest

from firesale.experiments.counterfactual.metric_names import metrics_named
from firesale.market.errors import BadValueError

MEASURED = {"bad_debt.realised": 1.0, "bad_debt.shortfall": 2.0, "fees.total": 3.0}


def test_those_that_begin_so_are_meant_in_their_order() -> None:
    assert metrics_named(MEASURED, ["fees", "bad_debt.r"]) == ["bad_debt.realised", "fees.total"]
    assert metrics_named(MEASURED, []) == list(MEASURED)


def test_a_beginning_that_no_metric_has_is_refused_with_those_of_its_family() -> None:
    with pytest.raises(BadValueError, match=r"one of bad_debt.realised, bad_debt.shortfall$"):
        metrics_named(MEASURED, ["fees", "bad_debt.realized"])
    with pytest.raises(BadValueError, match=r"one of bad_debt.realised, bad_debt.shortfall, fees.total$"):
        metrics_named(MEASURED, ["happiness"])
