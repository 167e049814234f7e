import pandas as pd
import pytest

from firesale.analysis.contagion.exposures.positions import balances, sums
from firesale.analysis.contagion.exposures.state import State, state_at
from tests.analysis.conftest import RunBuilder


def units(state: State) -> dict[tuple[str, int, str, str], float]:
    return state.positions.set_index(["venue", "account", "asset", "use"])["units"].to_dict()  # type: ignore[return-value]


def test_positions_are_the_sum_of_all_changes(opened: State) -> None:
    assert units(opened) == {
        ("first", 4, "ETH", "collateral"): 10.0,
        ("first", 4, "USD", "debt"): 600.0,
        ("second", 2, "USD", "debt"): 400.0,
        ("second", 2, "first:USD", "collateral"): 500.0,
        ("second", 4, "ETH", "collateral"): 2.0,
        ("second", 4, "USD", "debt"): 100.0,
    }


def test_debts_grow_with_interest(two_pools_later: RunBuilder) -> None:
    found = units(state_at(two_pools_later.tables(), 1))
    assert found["first", 4, "USD", "debt"] == pytest.approx(660.0)
    assert found["second", 4, "USD", "debt"] == 100.0


def test_what_is_liquidated_and_written_off_is_gone(two_pools_later: RunBuilder) -> None:
    state = state_at(two_pools_later.tables(), 2)
    assert "first" not in set(state.positions["venue"])
    assert units(state)["second", 2, "first:USD", "collateral"] == 400.0
    assert units(state)["second", 2, "USD", "debt"] == 310.0


def test_values_are_at_the_prices_of_the_step(two_pools_later: RunBuilder) -> None:
    rows = state_at(two_pools_later.tables(), 2).positions.set_index(["account", "asset"])["value"]
    assert rows[4, "ETH"] == 100.0
    assert rows[2, "first:USD"] == pytest.approx(400.0 * 1.04 * 1340.0 / 1560.0)


def test_a_rest_that_is_only_rounding_is_nothing() -> None:
    changes = pd.DataFrame({"account": [1, 1, 1, 2], "units": [0.1, 0.2, -0.30000000000000004, 5.0]})
    assert sums(changes, ["account"]).to_dict("records") == [{"account": 2, "units": 5.0}]


def test_equity_and_shortfall_are_at_least_nothing() -> None:
    rows = pd.DataFrame(
        {
            "venue": "pool",
            "account": [1, 1, 2, 2, 3],
            "use": ["collateral", "debt", "collateral", "debt", "collateral"],
            "value": [100.0, 60.0, 50.0, 80.0, 7.0],
        }
    )
    table = balances(rows).loc["pool"]
    assert table["equity"].tolist() == [40.0, 0.0, 7.0]
    assert table["shortfall"].tolist() == [0.0, 30.0, 0.0]
    assert table["debt"].tolist() == [60.0, 80.0, 0.0]
