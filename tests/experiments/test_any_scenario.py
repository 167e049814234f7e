"""Whatever numbers somebody writes: the scenario is refused, or it runs to its end with nothing lost."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.experiments.run import run
from firesale.experiments.scenario import BadScenarioError, Scenario
from firesale.market.errors import BadValueError
from tests.experiments.small import small

TABLES = small({"prices": {"kind": "merton", "volatility": 2.0, "intensity": 2000.0}}).as_tables()
NUMBERS = [0.0, 1e-6, 0.01, 0.1, 0.5, 0.9, 1.0, 1.01, 1.5, 2.0, 10.0, 1e3, 1e6]
WHOLE = [0, 1, 2, 3, 7, 20]


def keys_of_numbers(tables: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Every key that holds a number, and whether it is a whole one."""
    items = tables.items() if isinstance(tables, dict) else enumerate(tables) if isinstance(tables, list) else ()
    for name, value in items:
        yield from keys_of_numbers(value, f"{path}.{name}".removeprefix("."))
    if isinstance(tables, int | float) and not isinstance(tables, bool) and path not in ("seed", "time.steps"):
        yield path, isinstance(tables, int)


KEYS = list(keys_of_numbers(TABLES))
a_change = st.sampled_from(KEYS).flatmap(
    lambda key: st.tuples(st.just(key[0]), st.sampled_from(WHOLE if key[1] else NUMBERS))
)


@given(changes=st.lists(a_change, min_size=1, max_size=3), seed=st.integers(0, 100))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_it_is_refused_or_runs_to_its_end(changes: list[tuple[str, Any]], seed: int) -> None:
    try:
        result = run(Scenario.from_tables(TABLES, dict(changes)), seed)
    except (BadScenarioError, BadValueError):
        return
    result.model.market.audit()
    assert result.model.tick == 8


def test_every_table_with_numbers_is_tried() -> None:
    assert len(KEYS) > 80
    assert {key.partition(".")[0] for key, _ in KEYS} >= {"time", "assets", "prices", "oracles", "venues", "agents"}
