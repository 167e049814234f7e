"""Did a reference scenario change? If that was meant: see README.md here."""

import pytest

from firesale.experiments.scenario import shipped_names
from tests.golden.measuring import golden, headlines


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_scenario_measures_what_it_measured(name: str) -> None:
    assert headlines(name) == pytest.approx(golden()[name], rel=1e-6, abs=1e-6)


def test_every_shipped_scenario_has_golden_values() -> None:
    assert sorted(golden()) == shipped_names()


@pytest.mark.parametrize("name", shipped_names())
def test_something_happens_in_a_shipped_scenario(name: str) -> None:
    measured = golden()[name]
    happened = ("liquidations.count", "perpetual_liquidations.count", "default_fund_used.defaults")
    assert any(measured[one] > 0.0 for one in happened)
