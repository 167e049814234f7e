"""Oracles made of oracles, as a scenario writes them."""

import re
import tomllib
from typing import Any

import pytest

from firesale.experiments.explain import explain
from firesale.experiments.model import MarketModel
from firesale.experiments.oracle_checks import DEEPEST
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.oracles import ORACLES
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.delayed import Delayed
from firesale.market.oracles.median import Median
from firesale.market.oracles.push import Push
from firesale.market.oracles.reading import exchanges_read
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from firesale.market.oracles.wrapper import Wrapper
from tests.experiments.small import small, small_run

OSM = tomllib.loads(
    """
kind = "delayed"
delay = 1200.0
sources = ["book"]
inner = { kind = "median", quorum = 2, of = [{ kind = "spot" }, { kind = "twap", window = 1800.0, sources = ["swap"] }, { kind = "push" }] }
"""
)
WRAPPERS = sorted(kind for kind in ORACLES if issubclass(ORACLES[kind], Wrapper))
SPOT: dict[str, Any] = {"kind": "spot"}
WRITTEN: dict[str, dict[str, Any]] = {
    "median": {"kind": "median", "of": [SPOT, {"kind": "push"}, {"kind": "twap"}]},
    "stale_fallback": {"kind": "stale_fallback", "primary": {"kind": "push"}, "secondary": SPOT},
    "capped_growth": {"kind": "capped_growth", "inner": SPOT, "growth": {"ETH": 0.1}, "base": "BTC"},
    "exchange_rate": {"kind": "exchange_rate", "inner": SPOT, "underlying": {"ETH": "BTC"}, "rate": {"ETH": 0.1}},
}


def written(kind: str, **more: Any) -> dict[str, Any]:
    """A table for each kind that is made of others."""
    return WRITTEN.get(kind, {"kind": kind, "inner": SPOT}) | more


def oracle_of(scenario: Scenario, name: str = "feed") -> Oracle:
    """The rule that a scenario describes."""
    return scenario.terms.oracles[name].oracle


def test_tables_inside_a_table_become_oracles_inside_an_oracle() -> None:
    inner = Median((Spot(), Twap(window=1800.0, sources=("swap",)), Push()), quorum=2)
    assert oracle_of(small({"oracles.feed": OSM})) == Delayed(inner, delay=1200.0, sources=("book",))


def test_a_key_deep_inside_can_be_changed() -> None:
    changed = oracle_of(small({"oracles.feed": OSM, "oracles.feed.inner.of.1.window": 600.0}))
    assert isinstance(changed, Delayed)
    assert changed.inner.inside[1] == Twap(window=600.0, sources=("swap",))


def test_it_can_be_told_in_words() -> None:
    assert "inner median(" in explain(small({"oracles.feed": OSM}))


def test_what_is_knocked_out_reads_fundamental_prices_all_the_way_down() -> None:
    only_inside = {"kind": "delayed", "inner": {"kind": "spot", "sources": ["book"]}}
    cut = oracle_of(small({"oracles.feed": only_inside, "knock_out.oracles": ["feed"]}))
    assert cut == Delayed(Spot())
    assert exchanges_read(oracle_of(small({"oracles.feed": OSM, "knock_out.oracles": ["feed"]}))) == ()


def test_as_many_as_allowed_inside_each_other_run() -> None:
    table = SPOT
    for _ in range(DEEPEST - 1):
        table = {"kind": "delayed", "delay": 600.0, "inner": table}
    small_run({"oracles.feed": table | {"sources": ["book"]}})


@pytest.mark.parametrize("kind", WRAPPERS)
def test_every_oracle_that_is_made_of_others_runs_and_comes_back_equal(kind: str) -> None:
    scenario = small({"oracles.feed": written(kind, sources=["book", "swap"])})
    assert Scenario.from_tables(scenario.as_tables()).form == scenario.form
    model = MarketModel(scenario)
    model.run()
    model.market.audit()


@pytest.mark.parametrize("outer", WRAPPERS)
@pytest.mark.parametrize("inner", WRAPPERS)
def test_each_may_stand_in_any_other(outer: str, inner: str) -> None:
    place = {"median": "of.0", "stale_fallback": "primary"}.get(outer, "inner")
    table = written(outer, sources=["book", "swap"])
    scenario = small({"oracles.feed": table, f"oracles.feed.{place}": written(inner)})
    assert type(oracle_of(scenario).inside[0]) is ORACLES[inner]
    model = MarketModel(scenario)
    for _ in range(3):
        model.step()


DEEP = tomllib.loads(
    """
kind = "circuit_breaker"
sources = ["book"]
largest_move = 0.25
interval = 120.0

[inner]
kind = "capped_growth"
growth = { ETH = 0.0968 }
base = "BTC"

[inner.inner]
kind = "delayed"
delay = 1200.0

[inner.inner.inner]
kind = "median"
of = [{ kind = "spot" }, { kind = "twap", window = 1800.0, sources = ["swap"] }, { kind = "push" }]
"""
)


def test_four_rules_inside_each_other_run_and_report_what_the_tightest_of_them_allows() -> None:
    model = MarketModel(small({"oracles.feed": DEEP}))
    model.run()
    model.market.audit()
    oracle = oracle_of(small({"oracles.feed": DEEP}))
    kinds = []
    while oracle.inside:
        kinds.append(type(oracle).__name__)
        oracle = oracle.inside[0]
    assert kinds == ["CircuitBreaker", "CappedGrowth", "Delayed", "Median"]
    assert not model.market.feeds["feed"].oracle.live, "a delay ends what is read within a round"
    assert model.market.feeds["feed"].prices[0] == 1.0


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("inner.inner.inner.quorum", 4, "at most the number of oracles, 3"),
        ("inner.inner.delay", 0.0, "a number above 0"),
        ("inner.growth", {"DOGE": 0.1}, "the name of an asset"),
        ("inner.inner.inner.of.1.sources", ["nowhere"], "the name of an exchange"),
        ("inner.inner.inner.of.1.kind", "mean", "spot, push, twap"),
    ],
)
def test_what_is_wrong_at_any_depth_is_refused_by_its_key(key: str, value: Any, allowed: str) -> None:
    with pytest.raises(BadScenarioError, match=re.escape(f"oracles.feed.{key}")) as refused:
        small({"oracles.feed": DEEP, f"oracles.feed.{key}": value})
    assert allowed in str(refused.value)
