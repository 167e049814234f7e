import numpy as np

from firesale.analysis.closings.moments import in_one_moment
from firesale.market.events import (
    DebtOffset,
    DebtRedistributed,
    LiquidationTriggered,
    LiquidatorCompensated,
    PositionSeized,
    RedistributionReceived,
    Swapped,
)
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.written_closings import offset, redistribute, vault, vaults


def test_what_follows_a_trigger_happens_with_it(written: Written) -> None:
    vault(vault(vault(vaults(written.oracle()), 1, 10.0, 800.0), 2, 10.0, 800.0), 3, 20.0, 800.0)
    offset(written, 1)
    redistribute(written, (2,), {3: 1.0})
    tables = written.tables()
    first, second = tables.table(LiquidationTriggered)["sequence"]
    assert in_one_moment(tables, DebtOffset)["sequence"].tolist() == [first]
    for event in (DebtRedistributed, RedistributionReceived):
        assert tables.table(event)["sequence"].tolist() != [second]
        assert in_one_moment(tables, event)["sequence"].tolist() == [second]


def test_a_reward_belongs_to_the_vault_it_comes_from(written: Written) -> None:
    vault(vault(vaults(written.oracle()), 1, 10.0, 800.0), 2, 10.0, 800.0)
    offset(offset(written, 1), 2)
    written.add(LiquidatorCompensated("v", 90, np.array([1, 2]), "DAI", 0.0, "ETH", np.array([0.1, 0.2])))
    tables = written.tables()
    assert (
        in_one_moment(tables, LiquidatorCompensated)["sequence"].tolist()
        == tables.table(LiquidationTriggered)["sequence"].tolist()
    )


def seized(collateral: str, borrower: int, lot: int = -1) -> PositionSeized:
    return PositionSeized("p", 9, borrower, collateral, "USD", 50.0, 1.0, 0.0, 0.0, 60.0, 1.0, 0.9, np.inf, lot)


def test_collaterals_of_one_position_are_absorbed_at_once(written: Written) -> None:
    written.add(seized("ETH", 1), seized("BTC", 1), seized("ETH", 2)).step(1).add(seized("ETH", 1))
    tables = written.tables()
    whole, found = tables.table(PositionSeized)["sequence"].tolist(), in_one_moment(tables, PositionSeized)
    assert found["sequence"].tolist() == [whole[0], whole[0], whole[2], whole[3]]
    assert found["collateral"].tolist() == ["ETH", "BTC", "ETH", "ETH"]


def test_lots_keep_their_moments(written: Written) -> None:
    tables = written.add(seized("ETH", 1, 0), seized("ETH", 1, 1)).tables()
    assert (
        in_one_moment(tables, PositionSeized)["sequence"].tolist() == tables.table(PositionSeized)["sequence"].tolist()
    )


def test_other_events_stay_as_they_are(written: Written) -> None:
    tables = written.exchange("x").swap("x", 1, -0.1, "").tables()
    assert in_one_moment(tables, Swapped).equals(tables.table(Swapped))
