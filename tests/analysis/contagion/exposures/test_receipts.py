import pytest

from firesale.analysis.contagion.exposures.receipts import TREASURY
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.events import CollateralWithdrawn, Withdrawn
from tests.analysis.conftest import RunBuilder


def holdings(state: State, column: str = "units") -> dict[tuple[str, str, int], float]:
    return state.receipts.set_index(["asset", "holder", "account"])[column].to_dict()  # type: ignore[return-value]


def test_a_receipt_token_is_in_a_wallet_until_it_is_pledged(opened: State) -> None:
    assert holdings(opened) == {
        ("first:USD", "", 1): 1000.0,
        ("second:USD", "", 3): 800.0,
        ("first:USD", "second", 2): 500.0,
    }


def test_of_what_is_seized_the_liquidator_gets_all_but_the_fee(two_pools_later: RunBuilder) -> None:
    found = holdings(state_at(two_pools_later.tables(), 2))
    assert found["first:USD", "second", 2] == 400.0
    assert found["first:USD", "", 5] == 99.0
    assert found["first:USD", "second", TREASURY] == 1.0


def test_value_is_what_the_issuer_owes(two_pools_later: RunBuilder) -> None:
    for step, total in ((0, 1500.0), (1, 1560.0), (2, 1340.0)):
        state = state_at(two_pools_later.tables(), step)
        value = state.receipts.loc[state.receipts["issuer"] == "first", "value"].sum()
        assert value == pytest.approx(total)


def test_what_is_taken_back_and_withdrawn_is_gone(two_pools: RunBuilder) -> None:
    two_pools.at(1, CollateralWithdrawn("second", 2, "first:USD", 200.0, "deleverage"))
    two_pools.at(
        1, Withdrawn("first", 2, "USD", 150.0, 150.0, "run"), Withdrawn("first", 1, "USD", 1000.0, 1000.0, "run")
    )
    found = holdings(state_at(two_pools.tables(), 1))
    assert found == {("first:USD", "", 2): 50.0, ("second:USD", "", 3): 800.0, ("first:USD", "second", 2): 300.0}
