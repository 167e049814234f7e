import pytest

from firesale.analysis.spread import pools_in_order, spread
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised, LossAbsorbed
from tests.analysis.conftest import RunBuilder


@pytest.fixture
def three(run: RunBuilder) -> RunBuilder:
    run.pool("calm").pool("late").pool("early")
    run.liquidation(2, "early", 10.0).liquidation(4, "late", 20.0).liquidation(5, "early", 1.0)
    run.at(6, BadDebtRealised("early", 1, "USD", 8.0, 1.0), LossAbsorbed("early", "s", "lenders", "USD", 3.0, 1.0, 1.0))
    return run.at(6, LossAbsorbed("early", "reserves", "reserves", "USD", 5.0, 1.0, 1.0))


def test_pools_come_in_the_order_in_which_they_were_hit(three: RunBuilder) -> None:
    table = pools_in_order(three.tables())
    assert table.index.tolist() == ["early", "late", "calm"]
    assert table["first_time"].tolist()[:2] == [120.0, 240.0]
    assert table["liquidations"].tolist() == [2, 1, 0]
    assert table["liquidated"].tolist() == [11.0, 20.0, 0.0]
    assert table["bad_debt"].tolist() == [8.0, 0.0, 0.0]
    assert table["borne_by"].tolist() == ["reserves 5; lenders 3", "", ""]


def test_the_order_is_told_without_claiming_causes(three: RunBuilder) -> None:
    assert spread(three.tables()) == [
        "Liquidations begin in early, 2 min after the start.",
        "They follow in late (2 min later).",
        "1 pool had none: calm.",
        "The order in time does not show that one pool infected the next: who infected whom comes below.",
    ]


def test_one_hit_pool_of_two_is_told(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").liquidation(1, "aave", 1.0)
    assert spread(run.tables())[1:] == ["No other pool has any."]


def test_an_empty_run_says_so(empty: RunTables) -> None:
    assert spread(empty) == ["No liquidation happened, so no distress spread."]
    assert pools_in_order(empty).empty
