"""The table as a whole, and the law that everything adds up over whole runs."""

import pytest

from firesale.analysis.contagion.losses.losses import losses
from firesale.analysis.contagion.losses.paths import PATHS, READERS
from firesale.analysis.distress import bad_debts
from firesale.analysis.distress import losses as absorbed_by_pools
from firesale.analysis.perpetuals import deleveraged, fund_drawn
from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.events import BadDebtRealised, LossAbsorbed, ReserveRecorded
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.losses.lossy import EXACT, adds_up

SCENARIOS = ("auto_deleveraging", "clearing_default", "depeg", "zero_bids", "receipt_chain", "black_thursday")


@pytest.fixture(scope="module", params=SCENARIOS)
def whole(request: pytest.FixtureRequest) -> RunTables:
    return run(Scenario.load(request.param)).tables


def test_what_positions_left_is_what_was_borne(whole: RunTables) -> None:
    found = losses(whole)
    assert found.balance["stated"].abs().sum() > 0.0
    adds_up(found)


def test_the_table_and_that_by_account_say_the_same(whole: RunTables) -> None:
    found = losses(whole)
    keys = ["step", "venue", "asset", "path", "bearer", "group"]
    one, other = (rows.groupby(keys)["value"].sum() for rows in (found.table, found.bearers))
    assert (one - other).abs().max() <= EXACT * found.table["value"].abs().sum()
    assert len(one) == len(other)


def test_every_path_has_a_name_that_is_listed(whole: RunTables) -> None:
    assert set(losses(whole).table["path"]) <= set(PATHS)


def test_it_says_what_the_other_tables_say(whole: RunTables) -> None:
    """Bad debt written off, what pools logged as absorbed and what is still open at the end, the fund, and haircuts of deleveraging."""
    found = losses(whole).table
    value = found.groupby("path")["value"].sum()
    logged = absorbed_by_pools(whole).groupby("backstop")["value"].sum()
    for path, amount in logged.items():
        assert value[str(path)] == pytest.approx(amount, rel=EXACT)
    of_pools = found[found["origin"].isin(["bad debt", "auction"])]
    assert of_pools["amount"].sum() == pytest.approx(bad_debts(whole)["amount"].sum(), rel=EXACT)
    last = whole.table(ReserveRecorded).drop_duplicates(["venue", "asset"], keep="last")
    open_ = of_pools.loc[of_pools["path"] == "uncovered", "amount"].sum()
    assert open_ == pytest.approx(last["deficit"].sum(), rel=EXACT, abs=1e-6)
    assert value.get("insurance_fund", 0.0) == pytest.approx(fund_drawn(whole)["value"].sum(), rel=EXACT)
    assert value.get("deleveraging", 0.0) == pytest.approx(deleveraged(whole)["owed"].sum(), rel=EXACT)


@pytest.mark.parametrize("name", READERS)
def test_a_run_without_events_has_no_losses(name: str, empty: RunTables) -> None:
    found = READERS[name](empty)
    assert (len(found.left), len(found.borne), len(found.stated)) == (0, 0, 0)


def test_an_empty_table_has_its_columns(empty: RunTables) -> None:
    found = losses(empty)
    assert found.table.columns[:4].tolist() == ["step", "sequence", "venue", "asset"]
    assert (len(found.table), len(found.bearers), len(found.balance)) == (0, 0, 0)


def test_a_loss_that_was_absorbed_without_a_debt_shows_in_the_balance(run: RunBuilder) -> None:
    run.pool("p").at(1, BadDebtRealised("p", 1, "USD", 10.0, 1.0))
    run.at(1, LossAbsorbed("p", "reserves", "reserves", "USD", 12.0, 1.0, 1.0))
    found = losses(run.tables())
    assert found.table[["origin", "owner", "amount"]].to_numpy().tolist() == [
        ["bad debt", 1, 10.0],
        ["not on record", -1, 2.0],
    ]
    assert found.balance.to_numpy().tolist() == [[10.0, 12.0, 12.0]]


def test_values_are_at_the_price_at_which_the_loss_was_borne(run: RunBuilder) -> None:
    run.pool("p", debt="ETH").at(1, BadDebtRealised("p", 1, "ETH", 2.0, 100.0))
    run.at(2, LossAbsorbed("p", "reserves", "reserves", "ETH", 1.5, 80.0, 1.0))
    found = losses(run.tables())
    assert found.table[["step", "path", "amount", "price", "value"]].to_numpy().tolist() == [
        [1, "uncovered", 0.5, 100.0, 50.0],
        [2, "reserves", 1.5, 80.0, 120.0],
    ]
