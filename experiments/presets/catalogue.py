"""The presets that come with firesale, by the name that a scenario uses."""

import tomllib
from pathlib import Path
from typing import Any

from firesale.experiments.schema import Form

FOLDER = Path(__file__).parent
Tables = dict[str, Any]


class Preset(Form):
    """A file of terms: where they come from, a venue without its assets, and what may come with it."""

    title: str
    date: str  # of the state of the protocol that the numbers describe
    source: str
    unverified: list[str] = []  # what is recollection or a choice, not read in the source
    venue: Tables  # tables per asset name every asset that the source tells of; a scenario takes those that it lists
    oracle: Tables | None = None  # for a venue that names no oracle of its own
    variants: dict[str, Tables] = {}  # terms that go before those of the venue, by the name that `variant` gives


def preset_names() -> list[str]:
    """Names of all presets."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def preset_file(name: str) -> Path:
    """The file of a preset that exists."""
    return FOLDER / f"{name}.toml"


def preset(name: str) -> Preset:
    """A preset that exists."""
    return Preset.model_validate(tomllib.loads(preset_file(name).read_text(encoding="utf-8")))
