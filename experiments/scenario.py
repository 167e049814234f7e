"""A scenario: every number of a run, read from TOML, validated before anything runs, never changed."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from firesale.experiments.assemble import market_terms, price_process
from firesale.experiments.changes import changed
from firesale.experiments.cross_checks import cross_check
from firesale.experiments.forms import ScenarioForm
from firesale.experiments.network import expand
from firesale.experiments.presets.expansion import expand_presets
from firesale.experiments.price_history import with_history
from firesale.experiments.problems import BadTableError, read
from firesale.market.errors import BadValueError, FiresaleError
from firesale.market.founding import MarketTerms
from firesale.market.prices.base import PriceProcess

SHIPPED = Path(__file__).parent / "scenarios"
INFINITE = re.compile(r"\bInfinity(?=,?$)", re.MULTILINE)
"""What `json` writes for a cap that there is not, and JSON does not know; 1e999 it knows, and every reader takes it for infinity."""


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
        return cls.from_tables(_tables_in(file), changes, source=file.name, folder=file.parent)

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, Any],
        changes: Mapping[str, Any] | None = None,
        source: str = "scenario",
        folder: Path | None = None,
    ) -> "Scenario":
        """Validate tables as `tomllib` reads them; files that they name lie in `folder`, or else here. Raises BadScenarioError."""
        try:
            form = read(
                ScenarioForm, with_history(expand(expand_presets(changed(tables, changes or {}))), folder or Path())
            )
            cross_check(form)
            scenario = cls(form, source)
            _ = scenario.terms, scenario.price_process
        except BadTableError as error:
            raise BadScenarioError(source, error.problems) from None
        except BadValueError as error:
            raise BadScenarioError(source, [error]) from None
        except RecursionError:
            problem = BadValueError("file", source, "tables that are nested less deeply")
            raise BadScenarioError(source, [problem]) from None
        return scenario

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as its tables: the classes of its form are made from the registries and have no place of their own."""
        return _again, (self.as_tables(), self.source)

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

    def as_tables(self) -> dict[str, Any]:
        """Every number of the run, defaults included, as tables that `from_tables` takes. Their order counts: the first asset is the numeraire."""
        return self.form.model_dump(mode="json", exclude_none=True)

    def as_json(self) -> str:
        """The same as a JSON text, from which `load` makes the scenario again."""
        return INFINITE.sub("1e999", json.dumps(self.as_tables(), indent=1))


def _again(tables: dict[str, Any], source: str) -> Scenario:
    return Scenario.from_tables(tables, source=source)


def find(name_or_file: str | Path) -> Path:
    """The file of a shipped scenario, or the file named. Raises BadScenarioError."""
    file = Path(name_or_file)
    if file.suffix in READERS:
        if _is_file(file):
            return file
        raise BadScenarioError(str(name_or_file), [BadValueError("file", str(file), "a file that exists")])
    shipped = SHIPPED / f"{str(name_or_file).replace('-', '_')}.toml"
    if shipped.parent == SHIPPED and shipped.stem in shipped_names():
        return shipped
    problem = BadValueError("scenario", str(name_or_file), f"a TOML file, or one of {', '.join(shipped_names())}")
    raise BadScenarioError(str(name_or_file), [problem])


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name that is too long, a folder that may not be looked into
        return False


READERS = {".toml": tomllib.loads, ".json": json.loads}


def _tables_in(file: Path) -> Any:
    try:
        return READERS[file.suffix](file.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as error:
        kind = file.suffix.removeprefix(".").upper()
        raise BadScenarioError(file.name, [BadValueError("file", file.name, f"a {kind} text ({error})")]) from None


def shipped_names() -> list[str]:
    """Names of the scenarios that come with firesale."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))
