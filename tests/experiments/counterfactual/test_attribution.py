from math import isnan, nan

import pandas as pd
import pytest

from firesale.analysis.shapley import coalitions, shapley
from firesale.experiments.counterfactual.attribution import (
    ALL,
    EXACT,
    NONE,
    attribute,
    needed,
    orders_of,
    parts,
    runs_needed,
)
from firesale.experiments.counterfactual.catalogue import channels_of
from firesale.experiments.counterfactual.channel import Channel, without
from firesale.experiments.run import run
from tests.experiments.crash import CRASH
from tests.experiments.small import small

WORLD = small(CRASH)
THREE = [channel for channel in channels_of(WORLD) if channel.name in ("fire_sale", "noise", "claim.harbor:USD.pier")]
NAMES = [channel.name for channel in THREE]
FURTHER = [
    Channel(role, {"knock_out.players": (role,)}) for role in ("lender", "liquidity_provider", "leveraged_trader/hold")
]
MANY = [*channels_of(WORLD), *FURTHER]
METRICS = ["bad_debt.realised", "bad_debt.shortfall"]
SEVEN = [str(i) for i in range(7)]


def column(table: pd.DataFrame, metric: str, name: str = "mean") -> dict[str, float]:
    """One number of each part of a metric, in the order of the table."""
    rows = table.reset_index().query("metric == @metric")
    return dict(zip(rows["part"].tolist(), rows[name].tolist(), strict=True))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return attribute(WORLD, THREE, 2, METRICS)


def test_it_is_the_shapley_value_of_the_outcome_with_only_a_coalition_active(table: pd.DataFrame) -> None:
    by_seed = []
    for seed in (1, 2):
        worth = {}
        for some in coalitions(NAMES):
            off = [channel for channel in THREE if channel.name not in some]
            worth[some] = run(without(WORLD, off), seed).metrics["bad_debt.shortfall"]
        by_seed.append(shapley(NAMES, worth))
    mean = column(table, "bad_debt.shortfall")
    for name in NAMES:
        assert mean[name] == pytest.approx((by_seed[0][name] + by_seed[1][name]) / 2)
    assert mean["claim.harbor:USD.pier"] > 0.0


@pytest.mark.parametrize("metric", METRICS)
def test_channels_add_up_to_all_less_none_and_their_shares_to_one(table: pd.DataFrame, metric: str) -> None:
    mean, share = column(table, metric), column(table, metric, "share")
    assert list(mean) == [NONE, *NAMES, ALL]
    assert sum(mean[name] for name in NAMES) == pytest.approx(mean[ALL] - mean[NONE])
    assert sum(share[name] for name in NAMES) == pytest.approx(1.0)
    assert isnan(share[NONE])
    assert isnan(share[ALL])
    assert (table["low"] <= table["mean"]).all()
    assert (table["mean"] <= table["high"]).all()


def test_two_workers_find_the_same(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(attribute(WORLD, THREE, 2, METRICS, workers=2), table, check_exact=True)


def test_each_coalition_and_seed_runs_once() -> None:
    done: list[int] = []
    attribute(WORLD, THREE[:2], 3, METRICS, on_run=lambda: done.append(1))
    assert len(done) == runs_needed(2, 3) == 3 * 4


def test_many_channels_are_attributed_along_random_orders() -> None:
    done: list[int] = []
    table = attribute(WORLD, MANY, 2, METRICS, orders=2, on_run=lambda: done.append(1))
    assert len(MANY) > EXACT
    assert len(done) == runs_needed(len(MANY), 2, 2) < 2 * 2 ** len(MANY)
    mean = column(table, "bad_debt.shortfall")
    assert sum(mean[channel.name] for channel in MANY) == pytest.approx(mean[ALL] - mean[NONE])


def test_up_to_six_channels_no_order_is_drawn_and_above_each_seed_has_its_own() -> None:
    assert orders_of(SEVEN[:EXACT], 1, 4) == []
    assert len(needed(SEVEN[:EXACT], [])) == 2**EXACT
    assert len(orders_of(SEVEN, 1, 4)) == 4
    assert orders_of(SEVEN, 1, 4) == orders_of(SEVEN, 1, 4) != orders_of(SEVEN, 2, 4)
    assert len(needed(SEVEN, orders_of(SEVEN, 1, 4))) <= 4 * 6 + 2


def test_the_parts_of_one_seed() -> None:
    """Two channels: 1 without any, 2 with a, 4 with b, 9 with both: a adds (1 + 5) / 2, b (3 + 7) / 2."""
    worth = {frozenset(some): value for some, value in (("", 1.0), ("a", 2.0), ("b", 4.0), ("ab", 9.0))}
    assert parts(["a", "b"], [], worth) == {NONE: 1.0, "a": 3.0, "b": 5.0, ALL: 9.0}
    assert parts(["a", "b"], [("a", "b")], worth) == {NONE: 1.0, "a": 1.0, "b": 7.0, ALL: 9.0}


def test_a_seed_in_which_a_coalition_has_no_number_is_left_out() -> None:
    worth = {frozenset(some): value for some, value in (("", 1.0), ("a", nan), ("b", 4.0), ("ab", 9.0))}
    assert all(isnan(value) for value in parts(["a", "b"], [], worth).values())


def test_of_an_outcome_that_no_channel_changes_nobody_has_a_share() -> None:
    table = attribute(WORLD, THREE[:1], 2, ["bad_debt.uncovered"])
    assert table["mean"].tolist() == [0.0, 0.0, 0.0]
    assert table["share"].isna().all()
