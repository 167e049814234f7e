"""Markdown tables and the table of one part."""

import inspect
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from docs.making.comments import meanings
from docs.making.words import default_in_words, type_in_words
from firesale.market.checks import marks

INTERNAL = re.compile(r",? \(?MECHANISMS \d+(?:\.\d+)*(?:, \d+(?:\.\d+)*)*\)?")
"""References to working notes that are not a part of the project."""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    escaped = [[cell.replace("|", r"\|") for cell in line] for line in lines]
    return "\n".join("| " + " | ".join(line) + " |" for line in escaped)


def docstring(thing: Any) -> str:
    """The docstring in paragraphs, each on one line."""
    text = INTERNAL.sub("", inspect.getdoc(thing) or "")
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def part_section(kind: str, part: type, level: int, note: str = "") -> str:
    """What one part is, and its keys."""
    lines = [f"{'#' * level} `{kind}`", "", docstring(part)]
    if note:
        lines += ["", note]
    rows = part_rows(part)
    if rows:
        lines += ["", table(("key", "value", "default", "meaning"), rows)]
    return "\n".join(lines)


def part_rows(part: type) -> list[list[str]]:
    """Key, allowed values, default and meaning of each field of a part's dataclass."""
    kind: Any = part
    told, known = meanings(part), marks(kind)
    return [
        [f"`{one.name}`", type_in_words(*known[one.name]), default_in_words(one), told.get(one.name, "")]
        for one in fields(kind)
    ]
