"""What the keys of `[knock_out]` do to a run."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from tests.experiments.crash import CRASH
from tests.experiments.small import players, small_run, small_tables, without

EDGE = {"knock_out.claims": [{"asset": "harbor:USD", "pool": "pier"}]}


def rows(changes: dict[str, Any], event: str) -> pd.DataFrame:
    return small_run(changes).events.get(event, pd.DataFrame(columns=["motive", "account", "unsafe", "venue"]))


def test_a_scenario_without_the_table_is_one_with_an_empty_table() -> None:
    assert (
        run(Scenario.from_tables(without(small_tables(), "knock_out"), source="small.toml")).digest
        == small_run().digest
    )


def test_a_loss_no_longer_reaches_the_pool_that_takes_the_claim() -> None:
    usual, cut = rows(CRASH, "PositionsRecorded"), rows(CRASH | EDGE, "PositionsRecorded")
    for pool, apart in (("pier", True), ("harbor", False)):
        unsafe, left = (table.loc[table["venue"] == pool, "unsafe"].max() for table in (usual, cut))
        assert (unsafe > left) == apart
    assert cut.loc[cut["venue"] == "pier", "unsafe"].max() == 0


def test_the_pool_that_loses_loses_the_same() -> None:
    usual, cut = rows(CRASH, "LossAbsorbed"), rows(CRASH | EDGE, "LossAbsorbed")
    lost = [table.loc[table["venue"] == "harbor", "amount"].tolist() for table in (usual, cut)]
    assert lost[0] == lost[1]
    assert sum(lost[0]) > 0.0


def test_an_oracle_reads_fundamental_prices() -> None:
    live = {"oracles.feed": {"kind": "spot", "sources": ["book"]}}
    cut = rows(live | {"knock_out.oracles": ["feed"]}, "PriceReported").query("asset == 'ETH'")
    fundamental = rows({}, "PriceMoved").query("asset == 'ETH'").drop_duplicates("step", keep="last")
    known = fundamental.set_index("step")["price"]
    assert np.array_equal(cut["price"], known.loc[cut["step"]])
    usual = rows(live, "PriceReported").query("asset == 'ETH'")
    assert not np.isin(usual["price"], known).all()


def test_everybody_sees_that_it_reads_no_exchange() -> None:
    result = small_run({"knock_out.oracles": ["feed"]})
    assert result.events["OracleOpened"]["source"].tolist() == [""]
    assert result.model.market.look().credit("harbor").oracle_sources == ()


@pytest.mark.parametrize("name", ["noise_trader", "noise_trader/noise"])
def test_players_keep_what_they_hold_and_never_act(name: str) -> None:
    assert "noise" in rows({}, "Swapped")["motive"].tolist()
    silent = small_run({"knock_out.players": [name]})
    assert "noise" not in silent.events["Swapped"]["motive"].tolist()
    held = [(agent.balance("USD"), agent.balance("ETH")) for agent in players(silent.model, "crowd")]
    assert held == [(500.0, 5.0)] * 5


def test_a_strategy_is_silenced_and_not_its_whole_role() -> None:
    usual = rows({}, "Swapped")["motive"].tolist()
    assert "deleverage" in usual
    silent = small_run({"knock_out.players": ["leveraged_trader/deleverage"]})
    assert "deleverage" not in silent.events["Swapped"]["motive"].tolist()
    there = {agent.group for agent in players(silent.model)}
    assert {"borrowers", "sleepers", "loopers"} <= there


def test_the_world_stays_the_same() -> None:
    everything = EDGE | {"knock_out.oracles": ["feed"], "knock_out.players": ["noise_trader", "liquidator/greedy"]}
    usual, cut = small_run({"time.audit_interval": 1}), small_run({"time.audit_interval": 1} | everything)
    assert np.array_equal(usual.model.prices, cut.model.prices)
    for event in ("CollateralPosted", "Borrowed", "Supplied"):
        opening = [one.events[event].query("step == 0").drop(columns="sequence") for one in (usual, cut)]
        pd.testing.assert_frame_equal(opening[0], opening[1], check_exact=True)
