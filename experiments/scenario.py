"""A scenario: every number of a run, read from TOML, validated before anything runs, never changed."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from firesale.experiments.assemble import market_terms, price_process
from firesale.experiments.cross_checks import cross_check
from firesale.experiments.forms import ScenarioForm
from firesale.experiments.network import expand
from firesale.experiments.problems import problem_of
from firesale.market.errors import BadValueError, FiresaleError
from firesale.market.founding import MarketTerms
from firesale.market.prices.base import PriceProcess

SHIPPED = Path(__file__).parent / "scenarios"


class BadScenarioError(FiresaleError):
    """A scenario that cannot be run: each problem names the key, the value received and the values allowed."""

    def __init__(self, source: str, problems: Sequence[BadValueError]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"{source}: {len(problems)} problem{'s' if len(problems) > 1 else ''}\n{lines}")


@dataclass(frozen=True)
class Scenario:
    """A validated scenario. Make one with `load` or `from_tables`."""

    form: ScenarioForm
    source: str

    @classmethod
    def load(cls, name_or_file: str | Path, changes: Mapping[str, Any] | None = None) -> "Scenario":
        """Read a shipped scenario by name, or a TOML file; `changes` maps dotted keys to new values. Raises BadScenarioError."""
        file = find(name_or_file)
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            problem = BadValueError("file", file.name, f"a TOML text ({error})")
            raise BadScenarioError(file.name, [problem]) from None
        return cls.from_tables(tables, changes, source=file.name)

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, Any], changes: Mapping[str, Any] | None = None, source: str = "scenario"
    ) -> "Scenario":
        """Validate tables as `tomllib` reads them. Raises BadScenarioError."""
        changed = json.loads(json.dumps(tables, default=str))
        try:
            for key, value in (changes or {}).items():
                set_key(changed, key, value)
            form = ScenarioForm.model_validate(expand(changed))
            cross_check(form)
            scenario = cls(form, source)
            _ = scenario.terms, scenario.price_process
        except ValidationError as error:
            problems = [problem_of(detail, ScenarioForm) for detail in error.errors()]
            raise BadScenarioError(source, problems) from None
        except BadValueError as error:
            raise BadScenarioError(source, [error]) from None
        return scenario

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.form.name

    @property
    def seed(self) -> int:
        """The seed that the file gives."""
        return self.form.seed

    @cached_property
    def terms(self) -> MarketTerms:
        """The market that the scenario describes."""
        return market_terms(self.form)

    @cached_property
    def price_process(self) -> PriceProcess:
        """How fundamental prices move."""
        return price_process(self.form)

    def as_json(self) -> str:
        """Every number of the run, defaults included, in a canonical form."""
        return json.dumps(self.form.model_dump(mode="json"), sort_keys=True, indent=1)


def find(name_or_file: str | Path) -> Path:
    """The file of a shipped scenario, or the file named. Raises BadScenarioError."""
    file = Path(name_or_file)
    if file.suffix == ".toml":
        if file.is_file():
            return file
        raise BadScenarioError(str(name_or_file), [BadValueError("file", str(file), "a file that exists")])
    shipped = SHIPPED / f"{str(name_or_file).replace('-', '_')}.toml"
    if shipped.is_file() and shipped.parent == SHIPPED:
        return shipped
    problem = BadValueError("scenario", str(name_or_file), f"a TOML file, or one of {', '.join(shipped_names())}")
    raise BadScenarioError(str(name_or_file), [problem])


def shipped_names() -> list[str]:
    """Names of the scenarios that come with firesale."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def set_key(tables: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key, such as "venues.harbor.liquidation.close_factor" or "agents.borrowers.positions.0.leverage"."""
    place: Any = tables
    *path, last = key.split(".")
    for i, name in enumerate(path):
        place = _step_into(place, name, ".".join(path[: i + 1]))
    if isinstance(place, list):
        place[_index(place, last, key)] = value
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise BadValueError(key, value, f"a key of a table; {'.'.join(path)} is {place!r}")


def _step_into(place: Any, name: str, key: str) -> Any:
    if isinstance(place, list):
        return place[_index(place, name, key)]
    if isinstance(place, dict):
        return place.setdefault(name, {})
    raise BadValueError(key, name, "a key of a table")


def _index(place: list[Any], name: str, key: str) -> int:
    if not name.isdigit() or int(name) >= len(place):
        raise BadValueError(key, name, f"a place in the list, 0 to {len(place) - 1}")
    return int(name)
