"""The page of all parts: what each is, who uses it, its parameters with real values, and the tests that prove it."""

import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from docs.making.real_values import real_values
from docs.making.tables import docstring, table
from docs.making.used_by import USED_BY
from docs.making.words import default_in_words
from firesale.experiments.families import FAMILIES
from firesale.experiments.presets.catalogue import preset, preset_names

ROOT = Path(__file__).parent.parent.parent
SOURCE = re.compile(r"Sources?: (.*)", re.DOTALL)
TITLES = {
    "PriceProcess": "Prices",
    "Oracle": "Oracles",
    "RateModel": "Rates",
    "MarginRule": "Margin",
    "EfficiencyMode": "Modes",
    "LiquidationMechanism": "Liquidation",
    "Backstop": "Backstops",
    "Ordering": "Ordering",
    "VenueTerms": "Venues",
}
OPENING = """\
# Mechanisms

Every rule that a scenario can be made of: what it is, the protocol or the paper that it follows, its parameters (with the values of the
[presets](../how-to/presets.md) that use it, or else with their defaults), and the tests that prove it. What a source did not say is marked as
unverified in the preset or in the part. All keys with their limits: [scenario keys](scenario.md).
"""
HEADS = ("part", "what it is", "used by", "parameters", "tests")


def page() -> str:
    """The whole page."""
    sections = [f"## {title_of(family)}\n\n{table(HEADS, rows(family))}" for family in FAMILIES]
    return "\n\n".join([OPENING.strip(), *sections, f"## Presets\n\n{_presets()}"]) + "\n"


def title_of(family: type) -> str:
    """The heading of a family."""
    return TITLES.get(family.__name__, family.__name__)


def rows(family: type) -> list[list[str]]:
    """One row per member of a family."""
    return [
        [f"`{kind}`", _what(part), used_by(kind, part), _parameters(kind, part), _links(proofs_of(part))]
        for kind, part in FAMILIES[family].items()
    ]


def used_by(kind: str, part: type) -> str:
    """Who uses it: the source in the docstring, or else what stands in the table; empty if neither says."""
    found = SOURCE.search(docstring(part))
    return found[1].split("\n")[0].rstrip(".") if found else USED_BY.get(kind, "")


def proofs_of(part: type) -> list[str]:
    """Its own test file, and the files of `tests/validation` that import it or name it."""
    _, *folders, module = part.__module__.split(".")
    own = ROOT / "tests" / Path(*folders) / f"test_{module}.py"
    alike = own.with_name(f"test_{module.removesuffix('_terms')}.py")
    proving = [path for path, text in _validation().items() if re.search(rf"\b{part.__name__}\b", text)]
    of_folder = own.parent.with_name(f"test_{own.parent.name}.py")  # of a venue that is a folder
    found = [one for one in (own, alike, of_folder) if one.is_file()][:1]
    return [path.relative_to(ROOT).as_posix() for path in [*found, *proving]]


@cache
def _validation() -> dict[Path, str]:
    files = sorted((ROOT / "tests" / "validation").glob("test_*.py"))
    return {path: path.read_text(encoding="utf-8") for path in files}


def _what(part: type) -> str:
    """The first sentence of its docstring."""
    first = SOURCE.sub("", docstring(part).split("\n\n")[0]).strip()
    return re.split(r"(?<=[.:]) (?=[A-Z])", first)[0].rstrip(".:")


def _parameters(kind: str, part: Any) -> str:
    names = tuple(one.name for one in fields(part))
    return real_values(kind, names) or ", ".join(f"{one.name} {default_in_words(one)}" for one in fields(part))


def _links(paths: list[str]) -> str:
    return ", ".join(f"[{Path(path).stem.removeprefix('test_')}](../../{path})" for path in paths)


def _presets() -> str:
    told = [
        [f"`{name}`", preset(name).title, preset(name).date, preset(name).source, "; ".join(preset(name).unverified)]
        for name in preset_names()
    ]
    return table(("preset", "what it is", "as of", "source", "unverified"), told)
