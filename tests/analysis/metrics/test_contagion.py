import math

import pytest

from firesale.analysis.metrics.contagion import Contagion
from firesale.analysis.tables import RunTables
from tests.analysis.contagion.conftest import Written


def test_a_sale_that_makes_another_position_unsafe() -> None:
    run = Written().step(0).book("book").oracle("book").pool("p")
    run.position("p", 1, 1.05).position("p", 2, 1.10, debt=500.0)
    run.step(1, 94.0).report(94.0).liquidate("p", 1).swap("book", 99, -0.08, "liquidation")
    run.step(2).report(run.quote("book")).liquidate("p", 2)
    numbers = Contagion().measure(run.tables())
    assert numbers["branching_ratio"] == pytest.approx(0.5)
    assert (numbers["largest_tree"], numbers["generations"]) == (2.0, 1.0)
    assert numbers["debt.common_shock"] == pytest.approx(800.0)
    assert numbers["debt.fire_sale"] == pytest.approx(500.0)
    assert sum(value for name, value in numbers.items() if name.startswith("debt.")) == pytest.approx(1300.0)


def test_an_empty_run_has_none(empty: RunTables) -> None:
    numbers = Contagion().measure(empty)
    assert math.isnan(numbers.pop("branching_ratio"))
    assert set(numbers.values()) == {0.0}
