import pytest

from firesale.analysis.distress import liquidations
from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.overlap import DESIGN, STUDY, measure
from firesale.market.events import PositionsRecorded


def played(held: int, depth: float) -> RunTables:
    case = next(c for c in DESIGN.cases(1) if c.at == {"leverage": 4.0, "depth": depth, "held": held})
    return run(Scenario.load(STUDY.scenario, case.changes), 1).tables


def test_a_fund_with_one_asset_hurts_nobody_else() -> None:
    tables = played(1, 8_000.0)
    hit = tables.accounts.loc[liquidations(tables)["borrower"].unique(), "group"]
    assert set(hit) == {"funds0"}
    assert measure(tables)["global"] == 0.0


def test_sales_of_baskets_reach_everybody_where_the_market_is_thin() -> None:
    thin, deep = measure(played(4, 8_000.0)), measure(played(4, 1_000_000.0))
    assert (thin["global"], thin["assets"]) == (1.0, 8.0)
    assert deep["global"] == 0.0


def test_funds_have_the_leverage_that_the_axis_says() -> None:
    recorded = played(3, 1_000_000.0).table(PositionsRecorded)
    start = recorded[recorded["step"] == 0].iloc[0]
    assert start["collateral_value"] / (start["collateral_value"] - start["debt_value"]) == pytest.approx(4.0)
