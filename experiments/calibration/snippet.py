"""The table `[prices]` of a fit as TOML, to be pasted into a scenario."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from firesale.experiments.parts import make_part
from firesale.experiments.schema import part_form
from firesale.market.prices import PRICES
from firesale.market.prices.base import PriceProcess
from firesale.market.streams import Streams

BARE = re.compile(r"[A-Za-z0-9_-]+")
DIGITS = 5


def toml(table: Mapping[str, Any], comments: Sequence[str]) -> str:
    """The text: comments, then every number with five digits."""
    said = [f"# {one}" for one in comments]
    lines = [f"{_key(name)} = {_value(value)}" for name, value in table.items()]
    return "\n".join([*said, "[prices]", *lines]) + "\n"


def process_of(table: Mapping[str, Any], assets: Sequence[str]) -> PriceProcess:
    """The price process of a table, made as a scenario does and tried with these assets beside a numeraire. Raises BadValueError."""
    form = part_form(str(table["kind"]), PRICES[str(table["kind"])]).model_validate(table)
    process: PriceProcess = make_part(form, PRICES, "prices")
    process.paths(["numeraire", *assets], np.ones(len(assets) + 1), np.zeros(1), Streams(0))
    return process


def rounded(value: Any) -> Any:
    """The same with numbers of five digits, as they stand in the text."""
    if isinstance(value, Mapping):
        return {name: rounded(one) for name, one in value.items()}
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else json.dumps(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }"
    return json.dumps(rounded(value))
