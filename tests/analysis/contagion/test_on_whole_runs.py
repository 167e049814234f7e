"""What must hold in every run: parts add up, weights do, and nobody is counted twice."""

from pathlib import Path

import numpy as np
import pytest

from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.analysis.contagion.channels import origins, weights_by_channel
from firesale.analysis.contagion.contagion import Contagion, contagion
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from tests.analysis.contagion.conftest import near
from tests.analysis.contagion.quick_runs import BANDED, PRESETS, SHIPPED, quick_run

EXACT = 1e-9
MIXED = Path(__file__).parent / "mixed_market.toml"
"""Two collaterals, two debts, three exchanges, medians and averages of several exchanges, a live oracle, arbitrage, providers that flee."""


WHOLE = ("black_thursday", "receipt_chain", "oracle_attack", "core_periphery", str(MIXED))


@pytest.fixture(scope="module", params=[*WHOLE, *SHIPPED, *PRESETS])
def found(request: pytest.FixtureRequest) -> Contagion:
    quick = request.param in SHIPPED or request.param in PRESETS
    return contagion(quick_run(request.param) if quick else run(Scenario.load(request.param)).tables)


def test_parts_add_up_to_the_loss_of_health(found: Contagion) -> None:
    whole = found.parts.groupby("liquidation")[["log_loss", "health_loss"]].sum()
    assert np.abs(whole["log_loss"] - found.liquidations["log_loss"]).max() < EXACT
    lost = found.liquidations["health_safe"] - found.liquidations["health_before"]
    assert np.abs(whole["health_loss"] - lost).max() < EXACT


def test_parts_add_up_to_the_loss_of_equity(found: Contagion) -> None:
    """Up to what the last closing leaves, where owners paid nothing in or out meanwhile: all of the equity is gone where debt was written off."""
    acted = found.parts.loc[found.parts["channel"] == "own action", "liquidation"]
    last = ~found.liquidations.duplicated(["venue", "borrower"], keep="last")
    ruined = found.liquidations[last & (found.liquidations["bad_debt"] > 0.0) & ~found.liquidations.index.isin(acted)]
    lost = found.parts.groupby("liquidation")["loss"].sum().reindex(ruined.index)
    assert (np.abs(lost - ruined["equity_safe"] - ruined["bad_debt"]) < EXACT * (1.0 + ruined["equity_safe"])).all()


def test_nothing_is_left_unexplained(found: Contagion) -> None:
    assert len(found.liquidations) > 0
    assert found.liquidations["residual"].abs().max() < EXACT
    assert found.parts.loc[found.parts["channel"] == RESIDUAL, "log_loss"].abs().sum() < EXACT


def test_positions_were_safe_where_the_stretch_begins_and_unsafe_where_it_ends(found: Contagion) -> None:
    assert (found.liquidations["health_safe"] >= 1.0 - 1e-12).all()
    assert (found.liquidations["health_before"] < 1.0).all()
    assert (found.liquidations["safe_step"] <= found.liquidations["step"]).all()


def test_weights_and_origins_sum_to_one(found: Contagion) -> None:
    near(weights_by_channel(found.attribution).sum(axis=1), np.ones(len(found.liquidations)))
    first = origins(found.attribution, found.ancestry)
    near(first.sum(axis=1), np.ones(len(first)))
    assert (first.to_numpy() >= -1e-9).all()


def test_every_liquidation_is_in_the_progeny_of_what_came_from_outside(found: Contagion) -> None:
    outside = 1.0 - found.liquidations["endogenous"]
    near((outside * found.forest.nodes["progeny"]).sum(), len(found.liquidations))
    assert found.forest.trees["size"].sum() == len(found.liquidations)


def test_parents_come_before_their_children(found: Contagion) -> None:
    assert (found.links["parent"] < found.links["child"]).all()
    assert (found.forest.nodes["parent"].to_numpy() < np.arange(len(found.liquidations))).all()


def test_matrix_and_channels_hold_all_that_was_liquidated_and_lost(found: Contagion) -> None:
    by_pool = found.liquidations.groupby("venue")[["debt_value", "bad_debt"]].sum()
    by_pool = by_pool.reindex(found.tables.margined).fillna(0.0)
    near(found.matrix.sum(), by_pool["debt_value"])
    near(found.loss_matrix.sum(), by_pool["bad_debt"])
    near(found.channels["share_of_debt"].sum(), 1.0)
    near(found.channels["first_debt"].sum(), by_pool["debt_value"].sum())
    near(found.matrix_over_time["amount"].sum(), by_pool["debt_value"].sum())
    near(found.channels_over_time.to_numpy().sum(), by_pool["debt_value"].sum())


def channels_of(name: str) -> dict[str, float]:
    """Debt closed by channel in a quick run."""
    debt = contagion(quick_run(name)).channels["debt"]
    return {str(channel): float(amount) for channel, amount in debt.items() if amount > 0.0}


def test_without_redemption_vaults_are_given_to_others_and_with_it_none_is_closed() -> None:
    assert "redistribution" in channels_of("depeg without redemption")
    assert not {"redistribution", "parameters"} & set(channels_of("depeg"))


def test_recovery_mode_is_a_change_of_parameters() -> None:
    assert channels_of("depeg without redemption")["parameters"] > 0.0
    assert "parameters" not in channels_of("depeg without recovery mode")


@pytest.mark.parametrize("name", BANDED)
def test_what_bands_close_comes_through_their_oracle_and_the_trades(name: str) -> None:
    found = contagion(quick_run(name))
    assert set(found.liquidations["venue"]) == {"bands"}
    assert (found.liquidations["log_loss"] > 0.0).all()
    assert (found.matrix["bands"].drop("bands") > 0.0).any()
    lost = found.parts.groupby("channel", observed=True)["log_loss"].sum()
    assert lost["common shock"] + lost.get("trading", 0.0) > 0.0 > lost["soft liquidation"]


def test_positions_in_bands_that_a_gap_ruins_are_closings_by_nobody() -> None:
    found = contagion(quick_run("soft_liquidation with a gap"))
    ruined = found.liquidations[found.liquidations["bad_debt"] > 0.0]
    assert len(ruined) > 5
    assert (ruined["liquidator"] == -1).all()
    near(found.loss_matrix["bands"].sum(), ruined["bad_debt"].sum())
    near(found.losses.table["amount"].sum(), ruined["bad_debt"].sum())


@pytest.mark.parametrize("name", PRESETS)
def test_every_way_of_closing_is_followed(name: str) -> None:
    found = contagion(quick_run(name)).liquidations
    assert (found["venue"] == "place").sum() > 5
