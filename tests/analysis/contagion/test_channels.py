from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.contagion.ancestry import ancestry
from firesale.analysis.contagion.channels import (
    channel_totals,
    channels_over_time,
    intermediaries,
    origins,
    origins_of_loss,
    weights_by_channel,
)
from tests.analysis.contagion.by_hand import attribution, chain
from tests.analysis.contagion.conftest import near


def test_weights_of_one_channel_are_added_up() -> None:
    found = weights_by_channel(attribution("a", [(0, "fire sale", "a", 0.25), (0, "fire sale", "b", 0.75)]))
    assert found["fire sale"].tolist() == [1.0]
    assert found.sum(axis=1).tolist() == [1.0]


def test_what_has_no_cause_is_residual() -> None:
    found = weights_by_channel(attribution("ab", [(1, "run", "", 0.25)]))
    near(found["residual"], [1.0, 0.75])


def test_origins_are_the_channels_where_a_cascade_began() -> None:
    found = chain()
    first = origins(found, ancestry(found))
    near(first["common shock"], [1.0, 1.0, 0.5])
    near(first["trading"], [0.0, 0.0, 0.5])
    assert "fire sale" not in first.columns


def test_a_claim_that_nobody_stands_behind_begins_unexplained() -> None:
    found = attribution("a", [(0, "claim", "z", 0.6), (0, "run", "", 0.4)])
    near(origins(found, ancestry(found))[["residual", "run"]], [[0.6, 0.4]])


def test_a_loss_that_the_liquidation_itself_took_begins_where_the_liquidation_does() -> None:
    found = attribution("a", [(0, "manipulation", "", 1.0)])
    parts = found.parts.assign(loss_weight=0.25)
    own = parts.assign(channel="own liquidation", weight=0.0, loss_weight=0.75)
    found = replace(found, parts=pd.concat([parts, own], ignore_index=True))
    near(origins_of_loss(found, origins(found, ancestry(found)))["manipulation"], [1.0])


def test_totals_are_in_numeraire_directly_and_at_first() -> None:
    found = chain()
    table = channel_totals(found, ancestry(found))
    assert table.index.tolist() == ["common shock", "fire sale", "trading"]
    near(table["debt"], [100.0, 200.0 + 150.0, 150.0])
    near(table["first_debt"], [100.0 + 200.0 + 150.0, 0.0, 150.0])
    near(table["loss"], [10.0, 35.0, 15.0])
    near(table["share_of_debt"], np.array([100.0, 350.0, 150.0]) / 600.0)
    near(table[["share_of_loss", "first_share_of_debt", "first_share_of_loss"]].sum(), [1.0, 1.0, 1.0])


def test_channels_over_time_are_by_step() -> None:
    table = channels_over_time(chain())
    assert table.index.tolist() == [0, 1, 2]
    assert table.columns.tolist() == ["common shock", "fire sale", "trading"]
    near(table.loc[2], [0.0, 150.0, 150.0])


def test_intermediaries_are_the_exchanges_assets_and_oracles_that_harm_came_through() -> None:
    table = intermediaries(chain())
    assert table["channel"].tolist() == ["fire sale", "trading", "common shock"]
    assert set(zip(table["exchange"], table["asset"], table["oracle"], strict=True)) == {("x", "ETH", "feed")}
    near(table["debt"], [350.0, 150.0, 100.0])
    assert table["loss"].sum() == pytest.approx(60.0)


def test_what_did_no_harm_is_no_intermediary() -> None:
    assert intermediaries(attribution("a", [(0, "run", "", 0.0)])).empty
