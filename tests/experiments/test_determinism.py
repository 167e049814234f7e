"""Same seed, same world; and a world that does not change when somebody is added to it."""

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from firesale.experiments.model import MarketModel
from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario
from tests.experiments.small import SMALL, small, small_run, small_tables

RANDOM_PRICES = {"prices": {"kind": "merton", "volatility": 2.0, "correlation": 0.5, "intensity": 500.0}}
DEEP = {"venues.book.depth": 1e15}
TRADES = ["step", "asset_in", "amount_in", "amount_out"]


def digest_elsewhere(seed: int) -> str:
    """For another process."""
    return small_run(seed=seed).digest


def group_table(result: Result, event: str, group: str) -> pd.DataFrame:
    """The rows about a group, its accounts counted from 0."""
    accounts = next(one.accounts for one in result.model.market.groups if one.name == group)
    table = result.events[event]
    rows = table[table["account"].isin(accounts)]
    return rows.assign(account=rows["account"] - accounts[0])


def opening(result: Result, group: str) -> dict[str, list[list[Any]]]:
    """Everything about a group before the first step, except when within it."""
    found = {}
    for event in ("CollateralPosted", "Borrowed", "Supplied", "LiquidityChanged"):
        rows = group_table(result, event, group).query("step == 0")
        found[event] = rows.drop(columns="sequence").to_numpy().tolist()
    return found


def with_bystander() -> dict[str, Any]:
    """A further group at the end of the file, as a change."""
    strategy = {"kind": "noise", "exchange": "book", "activity": 1.0, "mean_size": 100.0}
    return {
        "agents.bystanders": {
            "role": "noise_trader",
            "count": 3,
            "strategy": strategy,
            "endowment": {"USD": {"distribution": "uniform", "low": 0.0, "high": 900.0}},
        }
    }


def test_the_same_seed_gives_the_same_digest_twice_in_one_process() -> None:
    assert small_run().digest == small_run().digest


def test_another_seed_gives_another_digest() -> None:
    assert len({small_run(seed=seed).digest for seed in range(5)}) == 5


def test_another_scenario_gives_another_digest() -> None:
    assert small_run({"title": "Another"}).digest != small_run().digest


def test_the_seed_of_a_run_replaces_that_of_the_scenario() -> None:
    swaps = small_run({"seed": 9}).events["Swapped"]
    pd.testing.assert_frame_equal(small_run(seed=9).events["Swapped"], swaps, check_exact=True)
    assert not small_run().events["Swapped"].equals(swaps)


def test_a_spawned_process_gives_the_same_digest() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(digest_elsewhere, 7).result(timeout=120) == small_run(seed=7).digest


def test_the_command_line_gives_the_same_digest_whatever_the_hash_seed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from firesale.experiments.cli import app; app()"]
    out = tmp_path / "out"
    subprocess.run(
        [*command, "run", str(SMALL), "--seed", "7", "--out", str(out), "--quiet"],
        env=os.environ | {"PYTHONHASHSEED": "123"},
        check=True,
        timeout=120,
    )
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["digest"] == small_run(seed=7).digest


def test_stepping_by_hand_gives_the_same_events_as_running() -> None:
    model = MarketModel(small())
    while model.running:
        model.step()
    assert Result(small(), 5, model).digest == small_run().digest


def test_asking_agents_for_their_numbers_changes_nothing() -> None:
    model = MarketModel(small())
    while model.running:
        model.step()
        model.agents.agg("wealth", np.sum)
        model.agents.agg("payoff", np.sum)
    assert Result(small(), 5, model).digest == small_run().digest


# --- adding somebody --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"agents.crowd.count": 6}, {"agents.lenders.count": 4}, with_bystander()],
    ids=["crowd", "lenders", "new"],
)
def test_adding_accounts_changes_neither_prices_nor_what_others_draw_at_the_opening(change: dict[str, Any]) -> None:
    before, after = small_run(RANDOM_PRICES), small_run(RANDOM_PRICES | change)
    pd.testing.assert_frame_equal(
        before.events["PriceMoved"].drop(columns="sequence"), after.events["PriceMoved"].drop(columns="sequence")
    )
    for group in small_tables()["agents"]:
        if f"agents.{group}.count" not in change:
            assert opening(before, group) == opening(after, group)


def test_the_first_accounts_of_a_group_draw_the_same_however_many_follow() -> None:
    before, after = small_run(), small_run({"agents.sleepers.count": 9, "agents.lenders.count": 9})
    rows = opening(after, "sleepers")["Borrowed"]
    assert len(rows) == 9
    assert rows[:4] == opening(before, "sleepers")["Borrowed"]


@pytest.mark.parametrize("change", [{"agents.lenders.count": 4}, {"agents.crowd.count": 8}, with_bystander()])
def test_adding_accounts_does_not_change_what_others_trade_on_a_deep_book(change: dict[str, Any]) -> None:
    before, after = small_run(DEEP), small_run(DEEP | change)
    first, then = (group_table(result, "Swapped", "crowd").query("account < 5") for result in (before, after))
    assert len(first) > 10
    for account in range(5):
        one = first.query(f"account == {account}")[TRADES].reset_index(drop=True)
        other = then.query(f"account == {account}")[TRADES].reset_index(drop=True)
        pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_the_order_of_groups_in_the_file_does_not_change_what_they_draw() -> None:
    tables = small_tables()
    tables["agents"] = dict(reversed(tables["agents"].items()))
    turned, straight = run(Scenario.from_tables(tables)), small_run()
    for group in tables["agents"]:
        amounts = [
            group_table(result, "Borrowed", group).query("step == 0")["amount"].tolist()
            for result in (turned, straight)
        ]
        assert amounts[0] == pytest.approx(amounts[1], rel=1e-12)


# --- two mechanisms ---------------------------------------------------------------------------------------------------


def test_two_mechanisms_meet_the_same_world_to_the_last_bit() -> None:
    half = small_run(RANDOM_PRICES | {"venues.harbor.liquidation.close_factor": 0.5})
    whole = small_run(RANDOM_PRICES | {"venues.harbor.liquidation.close_factor": 1.0})
    pd.testing.assert_frame_equal(
        half.events["PriceMoved"].drop(columns="sequence"),
        whole.events["PriceMoved"].drop(columns="sequence"),
        check_exact=True,
    )
    for group in small_tables()["agents"]:
        assert opening(half, group) == opening(whole, group)
    assert half.digest != whole.digest


def test_an_oracle_or_an_ordering_does_not_change_the_world_either() -> None:
    usual = small_run(RANDOM_PRICES)
    for change in ({"oracles.feed": {"kind": "spot"}}, {"ordering.kind": "arrival"}, {"information_delay": 2}):
        other = small_run(RANDOM_PRICES | change)
        assert (other.model.prices == usual.model.prices).all()
        assert opening(other, "borrowers") == opening(usual, "borrowers")
