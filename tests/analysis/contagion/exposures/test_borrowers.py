import numpy as np

from firesale.analysis.contagion.exposures.borrowers import common_borrowers
from firesale.analysis.contagion.exposures.state import State, state_at
from firesale.market.events import Borrowed, CollateralPosted
from tests.analysis.conftest import RunBuilder


def test_who_owes_both_counts_with_the_smaller_debt_in_both_directions(opened: State) -> None:
    assert common_borrowers(opened).to_dict("records") == [
        {"source": "first", "target": "second", "value": 100.0, "accounts": 1},
        {"source": "second", "target": "first", "value": 100.0, "accounts": 1},
    ]


def test_each_pair_of_three_pools_has_its_own_borrowers(run: RunBuilder) -> None:
    accounts = np.array([1, 2])
    for pool, debts in (("a", [5.0, 3.0]), ("b", [4.0, 9.0])):
        run.pool(pool).at(0, CollateralPosted(pool, accounts, "ETH", np.ones(2), "opening"))
        run.at(0, Borrowed(pool, accounts, "USD", np.array(debts), "opening"))
    run.pool("c").at(0, CollateralPosted("c", 2, "ETH", 1.0, "opening"), Borrowed("c", 2, "USD", 2.0, "opening"))
    found = common_borrowers(state_at(run.tables())).set_index(["source", "target"])
    assert found["value"].to_dict() == {
        ("a", "b"): 7.0,
        ("a", "c"): 2.0,
        ("b", "a"): 7.0,
        ("b", "c"): 2.0,
        ("c", "a"): 2.0,
        ("c", "b"): 2.0,
    }
    assert found.loc[("a", "b"), "accounts"] == 2


def test_nobody_in_common_is_no_pair(run: RunBuilder) -> None:
    assert common_borrowers(state_at(run.pool("a").tables())).empty
