"""A tiny scenario, `small.toml`, and changes to it: what the tests of this folder run."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firesale.experiments.model import MarketModel
from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario

SMALL = Path(__file__).parent / "small.toml"


def small_tables() -> dict[str, Any]:
    """The tables of the file, anew for each caller."""
    return tomllib.loads(SMALL.read_text(encoding="utf-8"))


def small(changes: Mapping[str, Any] | None = None) -> Scenario:
    """The tiny scenario with some keys changed."""
    return Scenario.load(SMALL, changes)


def small_run(changes: Mapping[str, Any] | None = None, seed: int | None = None) -> Result:
    """A finished run of it."""
    return run(small(changes), seed)


def players(model: MarketModel, group: str = "") -> Any:
    """The agents of a group, or all: an AgentSet, of whose members Mesa's types know no attribute."""
    return model.agents.select(lambda agent: getattr(agent, "group", "") == group) if group else model.agents


def without(tables: dict[str, Any], key: str) -> dict[str, Any]:
    """The tables without one key, which is removed in place."""
    place: Any = tables
    *path, last = key.split(".")
    for name in path:
        place = place[int(name)] if isinstance(place, list) else place[name]
    del place[last]
    return tables
