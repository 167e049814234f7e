"""Runs by chance: what must hold in every one of them, and prices without one source, computed again from the beginning."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firesale.analysis.contagion.attribution import causes
from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.analysis.contagion.channels import origins, weights_by_channel
from firesale.analysis.contagion.contagion import Contagion
from tests.analysis.contagion.conftest import near
from tests.analysis.contagion.price_script import Place, Rule
from tests.analysis.contagion.random_run import RandomRun, Setting

EXACT = 1e-9
PLACES = st.builds(Place, st.booleans(), st.sampled_from([1.0, 0.7, 0.1]), st.sampled_from([1.0, 0.3, 0.0])).map(
    lambda place: place if place.book else Place(False)
)
LINEAR = st.one_of(
    st.builds(Rule, live=st.just(True)),
    st.builds(Rule, delay=st.integers(0, 3)),
    st.builds(Rule, mean=st.just("geometric"), window=st.integers(1, 12)),
)
RULES = st.one_of(LINEAR, st.builds(Rule, mean=st.just("arithmetic"), window=st.integers(1, 12)))


@st.composite
def any_setting(draw: st.DrawFn) -> Setting:
    places = tuple(draw(st.lists(PLACES, min_size=1, max_size=4)))
    sources, rule = draw(st.integers(1, len(places))), draw(RULES)
    return Setting(
        places,
        sources,
        rule,
        draw(st.integers(1, 8)),
        draw(st.integers(1, 3)),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def linear_setting(draw: st.DrawFn) -> Setting:
    places = tuple(draw(st.lists(PLACES, min_size=1, max_size=3)))
    return Setting(places, 1, draw(LINEAR), draw(st.integers(1, 8)), draw(st.integers(1, 3)))


often = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@often
@given(any_setting(), st.integers(0, 2**32 - 1))
def test_what_must_hold_in_every_run(setting: Setting, seed: int) -> None:
    _check(Contagion(RandomRun(setting, seed).tables))


@often
@given(any_setting(), st.integers(0, 2**32 - 1))
def test_it_holds_if_blocks_of_time_are_merged_too(setting: Setting, seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(causes, "ROOM", 0)
        patch.setattr(causes, "FEWEST", 2)
        _check(Contagion(RandomRun(setting, seed).tables))


def _check(found: Contagion) -> None:
    rows, n = found.liquidations, len(found.liquidations)
    if n == 0:
        return
    whole = found.parts.groupby("liquidation")[["log_loss", "health_loss"]].sum()
    assert np.abs(whole["log_loss"] - rows["log_loss"]).max() < EXACT
    assert np.abs(whole["health_loss"] - (rows["health_safe"] - rows["health_before"])).max() < EXACT
    assert found.parts.loc[found.parts["channel"] == RESIDUAL, "log_loss"].abs().sum() < EXACT
    near(weights_by_channel(found.attribution).sum(axis=1), np.ones(n))
    near(origins(found.attribution, found.ancestry).sum(axis=1), np.ones(n))
    assert (found.links["parent"] < found.links["child"]).all()
    assert (found.forest.nodes["parent"].to_numpy() < np.arange(n)).all()
    near(((1.0 - rows["endogenous"]) * found.forest.nodes["progeny"]).sum(), n)
    near(found.matrix.sum().sum(), rows["debt_value"].sum())


@often
@given(linear_setting(), st.integers(0, 2**32 - 1))
def test_each_part_is_what_is_gone_without_its_source(setting: Setting, seed: int) -> None:
    """Single observations and geometric means are linear in logarithms: exactly so."""
    run = RandomRun(setting, seed)
    parts = Contagion(run.tables).parts
    tags = {line[4] for line in run.script.lines if line[0] == "trade"}
    for number in range(len(run.liquidated)):
        mine = parts[parts["liquidation"] == number]
        for channel, whose in tags:
            those = mine[mine["channel"] == channel]
            if channel == "fire sale":
                those = those[those["pool"] == whose]
            elif channel == "manipulation":
                those = those[those["account"] == whose]
            else:
                those = those[those["exchange"] == whose]
            assert abs(those["log_loss"].sum() + run.moved_by((channel, whose), number)) < EXACT
